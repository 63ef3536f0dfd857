"""SIGKILL at random moments: what a write was told to have done is done, and nothing is between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reliability import killing

TESTS = Path(__file__).parents[1]


@pytest.mark.slow
def test_after_two_hundred_kills_each_write_has_happened_or_has_not_and_the_next_call_works(
    small: Path, twin: Path
) -> None:
    done = subprocess.run(
        [sys.executable, killing.__file__, str(small), str(twin), "200", "13"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": f"{TESTS}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 200
    assert [row for row in rows if row["by_itself"] or row["strangers"] or row["leftovers"] or not row["same"]] == []
    assert [row for row in rows if row["landed"] - row["told"] not in (0, 1)] == []
    assert [row for row in rows if row["next"] != f"{row['landed'] + 2:03d}"] == []
    # Each kill by step dies at the step of that number, whatever the machine's speed: these are within a landing.
    interrupted = {row["before"].split()[0] for row in rows if row["interrupted"] and row["before"]}
    assert {"exchange", "flush", "rename", "unlink"} <= interrupted, "steps of a landing before which nobody was killed"
