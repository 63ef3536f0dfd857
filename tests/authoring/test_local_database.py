"""The developer's own database: proved on a copy, counts told, values never."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from authoring.drifted import HISTORY, SECOND, lay_out, project_at
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.result.report import Report, as_json
from nhimbe_migrations.d1.states.local import FOLDER, file_names

SECRET = "mandy@private.example"
NOT_CHECKED = "no local database"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    return lay_out(tmp_path / "shop")


@pytest.fixture
def local(root: Path) -> Iterator[Path]:
    """As wrangler leaves it: in write-ahead mode, open elsewhere, with the log not yet in the file."""
    folder = root / "worker" / FOLDER
    folder.mkdir(parents=True)
    path = folder / file_names(["1"])[0]
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(";".join((SECOND, *HISTORY.values())))
    connection.execute("INSERT INTO people VALUES ('1', ?), ('2', 'x'), ('3', 'y')", (SECRET,))
    connection.commit()
    yield path
    connection.close()


def drafted(root: Path, sql: str) -> Report:
    return draft(project_at(root), request_from(description="Change", target="d1", sql=sql, engine="local"))


def applied(report: Report) -> dict[str, bool | None]:
    assert report.verification is not None
    return {item.name: item.applied for item in report.verification.databases}


def test_the_name_is_the_one_that_wrangler_gives() -> None:
    assert file_names(["the-id"]) == ("03371d8a8feee73b71cb38a1734a91a8fcece8b1ea1d146376c1b2da4d2b8bbf.sqlite",)


def test_it_is_proved_on_a_copy_and_left_as_it_is(root: Path, local: Path) -> None:
    before = {file.name: file.read_bytes() for file in local.parent.iterdir()}
    report = drafted(root, "ALTER TABLE people ADD COLUMN phone TEXT;")
    assert applied(report)["local"] is True
    assert {file.name: file.read_bytes() for file in local.parent.iterdir()} == before


def test_what_fails_on_its_rows_is_told_without_a_value(root: Path, local: Path) -> None:
    trigger = (
        "CREATE TABLE kept (mail TEXT CHECK (mail NOT LIKE '%private%'));"
        "INSERT INTO kept (mail) SELECT mail FROM people;"
    )
    report = drafted(root, trigger)
    assert applied(report)["local"] is False
    assert any(finding.message.startswith("On your local database: CHECK") for finding in report.findings)
    assert SECRET not in str(as_json(report))


def test_a_repository_without_one_says_so(root: Path) -> None:
    report = drafted(root, "ALTER TABLE people ADD COLUMN phone TEXT;")
    assert report.verification is not None
    assert any(NOT_CHECKED in why for why in report.verification.not_checked)
