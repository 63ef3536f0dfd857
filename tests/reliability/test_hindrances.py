"""Full disks, quotas and write protection: a write is refused with all files as they were, or it is done."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reliability import hindered

TESTS = Path(__file__).parents[1]
BOUND_BY_MODES = [
    "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search",
]  # fmt: skip
"""Root passes over permission bits; without these capabilities it does not."""


def attempts(root: Path, twin: Path, kind: str, *, before: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Try; all attempts must have ended well, whichever way."""
    done = subprocess.run(
        [*before, sys.executable, hindered.__file__, str(root), str(twin), kind],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": f"{TESTS}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row for row in rows if row["ended"] == "crashed" or row["side"] == "mixed"] == []
    assert [row for row in rows if (row["ended"] == "written") != (row["side"] == "after")] == []
    assert [row for row in rows if not row["next"] or row["leftovers"]] == []
    assert [row for row in rows if row["ended"] == "refused" and not row["said"]] == []
    return rows


def test_a_quota_refuses_the_write_or_lets_it_through_whole(small: Path, twin: Path) -> None:
    rows = attempts(small, twin, "small-files")
    assert {row["ended"] for row in rows} == {"refused", "written"}
    assert len(rows) == 16


def test_what_is_write_protected_is_named_or_not_needed(small: Path, twin: Path) -> None:
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root passes over permission bits, and there is no setpriv to take that from it")
    rows = attempts(small, twin, "read-only", before=tuple(BOUND_BY_MODES) if os.geteuid() == 0 else ())
    ended = {row["hindrance"]: row["ended"] for row in rows}
    for needed in ("migrations", "schema.sql", "types.ts", "everything"):
        assert ended[needed] == "refused", rows


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("state", ["on the full disk", "elsewhere"])
def test_a_full_disk_refuses_the_write_or_lets_it_through_whole(
    small: Path, twin: Path, disk: Path, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if state == "on the full disk":
        monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(disk / "state"))
    root = Path(shutil.copytree(small, disk / "small", symlinks=True, ignore=shutil.ignore_patterns("hooks")))
    rows = attempts(root, twin, "full-disk")
    assert rows[-1]["ended"] == "refused", rows[-1]
    assert rows[0]["ended"] == "written", rows[0]
