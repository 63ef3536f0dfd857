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
