"""What the command line imports, and what it says of itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nhimbe_migrations


def _python(code: str, cwd: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, capture_output=True, encoding="utf-8", timeout=120, check=True
    )
    return ran.stdout


def test_check_never_imports_mcp(sample: Path) -> None:
    """A promise of ours: the check runs before every commit, and the protocol's models are most of the start."""
    code = (
        "import sys; from nhimbe_migrations.__main__ import main; main(['check']); "
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('mcp', 'mcp_types')))"
    )
    assert _python(code, sample).splitlines()[-1] == "[]"


def test_the_server_starts_without_the_engines(sample: Path) -> None:
    """A promise of ours: what a session may never need is imported when a tool needs it."""
    code = (
        "import sys; from nhimbe_migrations.tools.server import build_server; "
        "from nhimbe_migrations.tools.server_context import ServerContext; build_server(ServerContext()); "
        "print([m for m in ('apsw', 'syntaqlite', 'tree_sitter', 'jinja2', 'rapidfuzz') if m in sys.modules])"
    )
    assert _python(code, sample).splitlines()[-1] == "[]"


def test_version_and_help_answer_without_a_repository(tmp_path: Path) -> None:
    for argument, said in (("--version", nhimbe_migrations.__version__), ("--help", "check")):
        ran = subprocess.run(
            [sys.executable, "-m", "nhimbe_migrations", argument],
            cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60, check=True,
        )  # fmt: skip
        assert said in ran.stdout
