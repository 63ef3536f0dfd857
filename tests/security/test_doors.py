"""Files of the repository go through one door, and programs through one starter: nothing else of the package opens or runs any.

A new module that reads a file itself fails here; it belongs in `system.files`, or in this list with its reason.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "server/nhimbe_migrations"

READERS = {
    "system/files.py": "the door",
    "system/disk_cache.py": "entries of the user's own cache, private and with their hash",
    "tools/demo/story.py": "the file that the demo itself had written",
    "authoring/branches/documents.py": "the package's own harness",
    "authoring/project/sample.py": "lays out the package's own sample",
    "cli/init.py": "makes one new file, and only where there is none",
    "cli/status.py": "a file that the person names on the command line",
    "mongodb/sandbox/loading/packages.py": "the package's own copies of packages",
    "mongodb/sandbox/mongod.py": "the log of a server that we started",
    "rendering.py": "the package's own templates",
    "targets/request/vocabulary.py": "the package's own words",
    "tools/boundary.py": "the package's own schemas",
    "tools/worker/zygote.py": "the null device",
    "workspace/changes/filesystem.py": "writes of a change set, each step through descriptors of its folder",
    "workspace/changes/journal.py": "the state folder",
    "workspace/changes/lock.py": "the state folder",
}
STARTERS = {
    "system/programs.py": "the starter",
    "system/process_guard.py": "the starter of what is kept running",
    "authoring/project/sample.py": "git, in a folder that was just made",
    "tools/demo/story.py": "git, in the demo's own folder",
}
READS = {"read_text", "read_bytes"}  # of a Path; `repository.read_bytes` is the door
RUNS = {"run", "Popen", "call", "check_call", "check_output", "create_subprocess_exec", "create_subprocess_shell"}
OS_RUNS = {"system", "popen", "execv", "execve", "execvp", "posix_spawn", "spawnv"}


def calls(path: Path) -> list[tuple[str, str]]:
    """Every call of a module as (what stands before the dot, name)."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name):
                    found.append(("", name))
                case ast.Attribute(value=ast.Name(id=owner), attr=name):
                    found.append((owner, name))
                case ast.Attribute(attr=name):
                    found.append(("…", name))
    return found


def modules() -> dict[str, list[tuple[str, str]]]:
    return {path.relative_to(PACKAGE).as_posix(): calls(path) for path in sorted(PACKAGE.rglob("*.py"))}


def test_only_these_modules_open_files() -> None:
    reading = {
        name for name, found in modules().items()
        if any(call == "open" or (call in READS and owner not in {"", "self", "repository"}) for owner, call in found)
    }  # fmt: skip
    assert reading == set(READERS)


def test_only_these_modules_start_programs() -> None:
    starting = {
        name for name, found in modules().items()
        if any((owner == "subprocess" and call in RUNS) or (owner == "os" and call in OS_RUNS) for owner, call in found)
    }  # fmt: skip
    assert starting == set(STARTERS)


def test_nothing_is_run_through_a_shell_or_evaluated() -> None:
    for name, found in modules().items():
        assert not [call for owner, call in found if owner == "" and call in {"eval", "exec", "__import__"}], name
        tree = ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
        shells = [word for node in ast.walk(tree) if isinstance(node, ast.keyword) and (word := node.arg) == "shell"]
        assert shells == [], name


@pytest.mark.parametrize("piece", ["/* ", ",/*", "[", '"', "`", "'", "// ", "/*/", "{", ",", "\\"])
def test_text_without_an_end_is_read_in_linear_time(piece: str) -> None:
    """A comment or bracket that never closes is met once, not once more for each that opens after it.

    Quadratic time is minutes here, so the test would be ended by its own limit; linear time is a fraction of a second.
    """
    code = (
        "import sys\n"
        "from nhimbe_migrations.system.jsonc import read_jsonc\n"
        "from nhimbe_migrations.habits.counting import _of_text as bare\n"
        "text = sys.argv[1] * (900_000 // len(sys.argv[1]))\n"
        "bare(text)\n"
        "try: read_jsonc(text)\n"
        "except (ValueError, RecursionError): pass\n"
    )
    subprocess.run([sys.executable, "-c", code, piece], check=True, timeout=60)
