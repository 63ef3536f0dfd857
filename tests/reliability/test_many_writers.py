"""Sixteen processes that prove and write into one repository at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.project.drift import drift_of
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.write import write_request
from nhimbe_migrations.d1.proof.schema_problems import schema_of
from nhimbe_migrations.workspace.changes.lock import repository_lock
from reliability import authors
from reliability.killing import leftovers, strangers

PROCESSES, WRITES = 16, 20


def written(root: Path, jobs: list[tuple[str, int]]) -> list[list[str]]:
    """Let one process for each job write so many tables with its prefix; return number and name of each as told."""
    writers = [
        subprocess.Popen(
            [sys.executable, authors.__file__, str(root), prefix, str(times)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for prefix, times in jobs
    ]
    printed = [writer.communicate() for writer in writers]
    assert [errors for _, errors in printed if errors] == []
    return [line.split() for output, _ in printed for line in output.splitlines()]


@pytest.mark.slow
def test_sixteen_processes_writing_twenty_migrations_each_lose_none_and_share_no_number(small: Path) -> None:
    told = written(small, [(f"p{each}", WRITES) for each in range(PROCESSES)])
    names = {f"p{process}_{turn}" for process in range(PROCESSES) for turn in range(WRITES)}
    assert sorted(number for number, _ in told) == [f"{number:03d}" for number in range(2, 2 + len(names))]
    assert {name for _, name in told} == names

    project = open_project(str(small), {})
    files = [migration for migration in project.history().migrations if not migration.legacy]
    assert {(f"{each.number:03d}", each.title) for each in files} == {(number, f"Add {name}") for number, name in told}
    assert {table.name for table in schema_of(project.schema_text()).tables} == names | {"events"}
    types = project.types_text() or ""
    assert [name for name in names if f"export interface P{name[1:].replace('_', '')} {{" not in types] == []
    assert (strangers(small), leftovers(project)) == ([], [])
    with repository_lock(project.repository, timeout=0.1):
        pass
    last = write_request(project, request_from(description="Last", target="d1", sql=authors.sql_of("last")))
    assert last["number"] == f"{2 + len(names):03d}"
    drift = drift_of(project)
    assert drift is not None
    assert drift.drifts == ()


def test_eight_processes_that_retry_the_same_writes_make_each_file_once(small: Path) -> None:
    told = written(small, [("p", 3)] * 8)
    assert {(number, name) for number, name in told} == {("002", "p_0"), ("003", "p_1"), ("004", "p_2")}
    assert len(told) == 24
    names = [migration.name for migration in open_project(str(small), {}).history().migrations]
    assert names == ["initial.sql", "002_add_p_0.sql", "003_add_p_1.sql", "004_add_p_2.sql"]
