"""SIGKILL at every step of a change set leaves all of it or none of it, and the next call works."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workspace import crashing
from workspace.checkouts import Checkout


def _killed(checkout: Checkout, work: str, times: str = "once", **environment: str) -> list[dict[str, Any]]:
    for change in crashing.CHANGES:
        if change.before is not None:
            checkout.write(change.path, change.before)
    if (checkout.root / ".git").exists():
        checkout.commit()
    done = subprocess.run(
        [sys.executable, crashing.__file__, str(checkout.root), work, times],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("times", ["once", "twice"])
def test_a_write_killed_at_any_step_has_happened_or_has_not(checkout: Checkout, times: str):
    """`twice`: the process that recovers is killed at each of its steps as well."""
    *kills, end = _killed(checkout, "write", times)
    assert {(each["found"], each["history"], each["folder"]) for each in kills} == {
        ("before", 0, False),
        ("after", 1, True),
    }
    assert [each for each in kills if each["strangers"] or each["left"] or each["leftovers"]] == []
    assert Counter(each["between"] for each in kills)["mixed"] >= 4, "no kill fell between two files"
    assert end == {"kills": len(kills), "final": "after", "history": 1}
    assert len(kills) > 30


@pytest.mark.parametrize("times", ["once", "twice"])
def test_an_undo_killed_at_any_step_has_happened_or_has_not(checkout: Checkout, times: str):
    *kills, end = _killed(checkout, "undo", times)
    assert {(each["found"], each["history"]) for each in kills} == {("before", 0), ("after", 1)}
    assert [each for each in kills if each["strangers"] or each["left"] or each["leftovers"]] == []
    assert end["final"] == "before"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system than the tests' own."""
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("no second file system at hand")
    folder = other / f"nhimbe-test-{os.getpid()}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def test_with_the_state_folder_on_another_file_system_files_wait_in_the_git_folder(checkout: Checkout, elsewhere: Path):
    *kills, _ = _killed(checkout, "write", NHIMBE_MIGRATIONS_STATE=str(elsewhere))
    assert {(each["found"], each["history"]) for each in kills} == {("before", 0), ("after", 1)}
    assert [each for each in kills if each["strangers"] or each["left"] or each["leftovers"]] == []


def test_without_git_as_well_a_hidden_file_waits_in_the_folder_for_the_moment_of_the_write(
    plain: Checkout, elsewhere: Path
):
    *kills, _ = _killed(plain, "write", NHIMBE_MIGRATIONS_STATE=str(elsewhere))
    assert {(each["found"], each["history"]) for each in kills} == {("before", 0), ("after", 1)}
    assert [each for each in kills if each["left"] or each["leftovers"]] == []
    seen = {Path(name).name for each in kills for name in each["strangers"]}
    assert seen
    assert {name[0] for name in seen} == {"."}
