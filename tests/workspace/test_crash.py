"""SIGKILL at every step of a change set leaves all of it or none of it, and the next call works."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from workspace import crashing
from workspace.checkouts import Checkout


def _killed(checkout: Checkout, work: str, times: str = "once", **environment: str) -> list[dict[str, Any]]:
    for change in crashing.CHANGES:
        if change.before is not None:
            checkout.write(change.path, change.before)
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
    assert [each for each in kills if each["strangers"] or each["leftovers"]] == []
    assert Counter(each["between"] for each in kills)["mixed"] >= 4, "no kill fell between two files"
    assert end == {"kills": len(kills), "final": "after", "history": 1}
    assert len(kills) > 30


@pytest.mark.parametrize("times", ["once", "twice"])
def test_an_undo_killed_at_any_step_has_happened_or_has_not(checkout: Checkout, times: str):
    *kills, end = _killed(checkout, "undo", times)
    assert {(each["found"], each["history"]) for each in kills} == {("before", 0), ("after", 1)}
    assert [each for each in kills if each["strangers"] or each["leftovers"]] == []
    assert end["final"] == "before"


def test_it_holds_where_the_state_folder_is_on_another_file_system(checkout: Checkout):
    """Then files wait in the git folder."""
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == checkout.root.stat().st_dev:
        pytest.skip("no second file system at hand")
    state = other / f"nhimbe-test-{os.getpid()}"
    try:
        *kills, _ = _killed(checkout, "write", NHIMBE_MIGRATIONS_STATE=str(state))
    finally:
        subprocess.run(["rm", "-rf", str(state)], check=True)
    assert {(each["found"], each["history"]) for each in kills} == {("before", 0), ("after", 1)}
    assert [each for each in kills if each["strangers"] or each["leftovers"]] == []
