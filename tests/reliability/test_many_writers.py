"""Sixteen processes that prove and write into one repository at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.desk import open_desk
from nhimbe_migrations.authoring.drifting import drift_of
from nhimbe_migrations.authoring.request import request_from
from nhimbe_migrations.authoring.writing import write_request
from nhimbe_migrations.d1.loading import schema_of
from nhimbe_migrations.workspace.lock import repository_lock
from reliability import authors
from reliability.killing import leftovers, strangers

PROCESSES, WRITES = 16, 20


@pytest.mark.slow
def test_sixteen_processes_writing_twenty_migrations_each_lose_none_and_share_no_number(small: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, authors.__file__, str(small), f"p{each}", str(WRITES)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for each in range(PROCESSES)
    ]
    printed = [writer.communicate() for writer in writers]
    assert [errors for _, errors in printed if errors] == []
    told = [line.split() for output, _ in printed for line in output.splitlines()]
    names = {f"p{process}_{turn}" for process in range(PROCESSES) for turn in range(WRITES)}
    assert sorted(number for number, _ in told) == [f"{number:03d}" for number in range(2, 2 + len(names))]
    assert {name for _, name in told} == names

    desk = open_desk(str(small), {})
    files = [migration for migration in desk.history().migrations if not migration.legacy]
    assert {(f"{each.number:03d}", each.title) for each in files} == {(number, f"Add {name}") for number, name in told}
    assert {table.name for table in schema_of(desk.schema_text()).tables} == names | {"events"}
    types = desk.types_text() or ""
    assert [name for name in names if f"export interface P{name[1:].replace('_', '')} {{" not in types] == []
    assert (strangers(small), leftovers(desk)) == ([], [])
    with repository_lock(desk.repository, timeout=0.1):
        pass
    last = write_request(desk, request_from(description="Last", target="d1", sql=authors.sql_of("last")))
    assert last["number"] == f"{2 + len(names):03d}"
    drift = drift_of(desk)
    assert drift is not None
    assert drift.drifts == ()
