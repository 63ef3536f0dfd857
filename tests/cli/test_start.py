"""What the command line imports, and what it says of itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import nhimbe_migrations
from nhimbe_migrations.__main__ import main


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


def test_the_server_starts_without_what_a_first_call_loads(sample: Path) -> None:
    """What answers look like, the models of apps and the boxes of a terminal are most of what a start could spare."""
    code = (
        "import sys; from nhimbe_migrations.tools.server import build_server; "
        "from nhimbe_migrations.tools.server_context import ServerContext; build_server(ServerContext()); "
        "spared = ('rich', 'mcp.server.apps', 'nhimbe_migrations.authoring.result.report'); "
        "print([m for m in spared if m in sys.modules]); "
        "import logging; print(*map(type, logging.getLogger().handlers)); import rich.console; print('and rich can be had')"
    )
    spared, handlers, rich = _python(code, sample).splitlines()[-3:]
    assert (spared, rich) == ("[]", "and rich can be had")
    assert "logging.StreamHandler" in handlers


def test_the_panel_is_called_what_the_protocol_calls_it() -> None:
    from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID

    from nhimbe_migrations.tools.worker.panel import Panel

    panel = Panel(read_only=True)
    assert panel.identifier == EXTENSION_ID
    assert [binding.resource.mime_type for binding in panel.resources()] == [APP_MIME_TYPE]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--repo"], "argument --repo: expected one argument"),
        (["--bogus"], "unrecognized arguments: --bogus"),
        (["nothing"], "invalid choice: 'nothing'"),
    ],
)
def test_what_is_no_argument_of_a_server_is_told_with_every_verb(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    told = capsys.readouterr().err
    assert said in told
    assert "VERB" in told


def test_version_and_help_answer_without_a_repository(tmp_path: Path) -> None:
    for argument, said in (("--version", nhimbe_migrations.__version__), ("--help", "check")):
        ran = subprocess.run(
            [sys.executable, "-m", "nhimbe_migrations", argument],
            cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60, check=True,
        )  # fmt: skip
        assert said in ran.stdout
