"""Numbered files, then files that carry a point in time: the new one runs last, and its header tells which file it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.repositories import MIGRATIONS, worker
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import open_project

FIRST = "-- Migration 001: first\nCREATE TABLE IF NOT EXISTS t (id TEXT PRIMARY KEY);\n"
LATER = "-- Migration 20251215010214: waitlist\nCREATE TABLE IF NOT EXISTS w (id TEXT PRIMARY KEY);\n"


@pytest.mark.parametrize("last", ["20251215010214_waitlist.sql", "20251215_waitlist.sql"])
def test_the_header_names_the_file_and_the_next_number_says_how_it_is_called(
    last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    later = LATER.replace("20251215010214", last.partition("_")[0])
    repo = worker(tmp_path / "shop", {f"{MIGRATIONS}/001_first.sql": FIRST, f"{MIGRATIONS}/{last}": later})
    project = open_project(str(repo), {})
    report = draft(project, request_from(description="note", target="d1", sql="ALTER TABLE t ADD COLUMN note TEXT;"))
    stamp = report.file.rpartition("/")[2].partition("_")[0]
    assert len(stamp) == len(last.partition("_")[0])
    assert [finding for finding in report.findings if finding.rule == "header"] == []
    assert f"-- Migration {stamp}: note" in next(item.diff or "" for item in report.files if item.path == report.file)
    assert "begins as 20251215" in project.next_number().why


@pytest.mark.parametrize("journal", [False, True])
def test_a_drizzle_schema_file_is_somebodys_to_change_also_where_drizzle_kit_keeps_no_journal(
    journal: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    config = "export default { schema: './src/db/schema.ts', out: './src/db/migrations', dialect: 'sqlite' };\n"
    files = {f"{MIGRATIONS}/0001_first.sql": FIRST, "worker/drizzle.config.ts": config, "worker/src/db/schema.ts": ""}
    if journal:
        entry = '{"idx": 0, "version": "6", "when": 1, "tag": "0001_first", "breakpoints": true}'
        files[f"{MIGRATIONS}/meta/_journal.json"] = f'{{"version": "7", "dialect": "sqlite", "entries": [{entry}]}}\n'
    project = open_project(str(worker(tmp_path / "shop", files)), {})
    report = draft(project, request_from(description="note", target="d1", sql="ALTER TABLE t ADD COLUMN note TEXT;"))
    told = [step for step in report.manual_steps if "worker/src/db/schema.ts is yours to change" in step]
    assert len(told) == 1
    assert ("no journal here" in told[0]) is not journal
