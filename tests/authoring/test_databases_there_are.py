"""A repository that has drifted: drafts are proved on the database that the migrations made."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.drifted import HISTORY, MIGRATIONS, SCHEMA, SECOND, TODAY, commit, lay_out, project_at, put
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.authoring.write import write_draft

INDEX = "CREATE INDEX idx_posters_url ON posters(url);"
TEXTBOOK = """\
CREATE TABLE shows_new (id TEXT PRIMARY KEY, slug TEXT, name TEXT NOT NULL, venue TEXT, seats INTEGER NOT NULL DEFAULT 50);
INSERT INTO shows_new (id, slug, name, venue, seats) SELECT id, slug, name, venue, seats FROM shows;
DROP TABLE shows;
ALTER TABLE shows_new RENAME TO shows;
"""


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))


@pytest.fixture
def shop(tmp_path: Path) -> Project:
    return project_at(lay_out(tmp_path / "shop"))


def drafted(project: Project, sql: str, **more: object) -> Report:
    return draft(project, request_from(description="Change", target="d1", sql=sql, **more))  # type: ignore[arg-type]


def errors(report: Report) -> dict[str, str]:
    return {finding.rule: finding.message for finding in report.findings if finding.severity == "error"}


def applied(report: Report) -> dict[str, bool | None]:
    assert report.verification is not None
    return {item.name: item.applied for item in report.verification.databases}


def test_an_index_on_a_table_that_only_the_history_has_is_drafted_proved_and_written(shop: Project) -> None:
    report = drafted(shop, INDEX)
    assert errors(report) == {}
    assert applied(report) == {"history": True, "schema.sql": False}
    behind = next(finding for finding in report.findings if finding.rule == "schema-behind")
    assert "posters (004_posters.sql makes it)" in behind.message
    assert "update_schema" in behind.help
    assert report.draft
    assert write_draft(shop, report.draft)["written"] is True
    assert shop.schema_text() == TODAY, "the file is behind; update_schema brings it up, nothing else does"


def test_a_textbook_rebuild_is_refused_and_names_the_children_that_schema_sql_lacks(shop: Project) -> None:
    report = drafted(shop, TEXTBOOK)
    assert report.refused
    said = errors(report)["cascade-data-loss"]
    assert "posters (1)" in said
    assert "poster_views (1)" in said
    assert "rows of tickets" in said


def test_the_baseline_is_the_version_on_which_the_migrations_run(shop: Project) -> None:
    told = shop.states().told
    assert (told.baseline.sql.strip(), told.failures) == (SECOND.strip(), ())


def test_dropping_a_table_that_schema_sql_lacks_needs_an_acceptance(shop: Project) -> None:
    assert "drop-table" in errors(drafted(shop, "DROP TABLE IF EXISTS poster_views;"))


def test_a_column_that_is_there_is_refused_with_the_migration_that_added_it(shop: Project) -> None:
    said = errors(drafted(shop, "ALTER TABLE shows ADD COLUMN venue TEXT;"))["engine-refuses"]
    assert "duplicate column name: venue" in said
    assert "001_venue.sql, line 2, makes column shows.venue" in said


def test_a_table_that_only_the_history_has_is_refused_with_its_migration(shop: Project) -> None:
    said = errors(drafted(shop, "CREATE TABLE posters (id TEXT PRIMARY KEY);"))["engine-refuses"]
    assert "004_posters.sql, line 2, makes table posters" in said


def test_a_child_that_only_schema_sql_has_is_kept_too(tmp_path: Path) -> None:
    child = "CREATE TABLE notes (id TEXT PRIMARY KEY, show_id TEXT REFERENCES shows(id) ON DELETE CASCADE);\n"
    shop = project_at(lay_out(tmp_path / "shop", TODAY + child))
    assert shop.states().told.by_hand == ("notes",)
    assert "notes (1)" in errors(drafted(shop, TEXTBOOK))["cascade-data-loss"]


def test_what_a_migration_dropped_is_not_brought_back_by_a_file_that_is_behind(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop", TODAY + "CREATE TABLE posters (id TEXT PRIMARY KEY);\n")
    dropped = "-- Migration 005: no posters\nDROP TABLE IF EXISTS poster_views;\nDROP TABLE IF EXISTS posters;\n"
    commit(root, {f"{MIGRATIONS}/005_no_posters.sql": dropped}, "drop")
    assert project_at(root).schema().table("posters") is None


def test_without_schema_sql_the_history_is_the_schema_and_none_is_made(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop", None)
    shop = project_at(root)
    report = drafted(shop, INDEX)
    assert (errors(report), applied(report)) == ({}, {"history": True})
    assert [file.path for file in report.files] == [f"{MIGRATIONS}/006_change.sql"]
    assert report.draft
    write_draft(shop, report.draft)
    assert not (root / SCHEMA).exists()


def test_schema_sql_edited_by_hand_is_a_wish_that_the_fitting_migration_fulfils(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop")
    edited = TODAY.replace("  venue TEXT,\n", "  venue TEXT,\n  poster TEXT,             -- wanted\n")
    put(root, {SCHEMA: edited})
    shop = project_at(root)
    report = drafted(shop, "ALTER TABLE shows ADD COLUMN poster TEXT;")
    assert errors(report) == {}
    assert applied(report) == {"history": True, "schema.sql": True}
    assert report.draft
    write_draft(shop, report.draft)
    assert (root / SCHEMA).read_text(encoding="utf-8") == edited, "the edit says it already"


def test_a_hand_edit_that_says_something_else_than_the_migration_is_told(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop")
    put(root, {SCHEMA: TODAY.replace("  venue TEXT,\n", "  venue TEXT,\n  poster TEXT NOT NULL DEFAULT '',\n")})
    report = drafted(project_at(root), "ALTER TABLE shows ADD COLUMN poster TEXT;")
    assert "column poster differs" in next(f.message for f in report.findings if f.rule == "schema-edited")


def test_a_second_draft_replays_nothing(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted(shop, INDEX)
    monkeypatch.setattr("nhimbe_migrations.d1.states.states.start_replay", lambda _: pytest.fail("replayed again"))
    assert errors(drafted(shop, INDEX)) == {}


def test_the_baseline_may_be_named(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop")
    put(root, {"nhimbe-migrations.toml": '[database]\nbaseline = "nothing"\n'})
    told = project_at(root).states().told
    assert told.baseline.name == "nothing"
    assert {failure.origin.file.rpartition("/")[2] for failure in told.failures} == set(HISTORY)


def test_a_drop_that_another_key_stops_first_still_names_the_children_it_would_empty(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop")
    commit(
        root,
        {
            f"{MIGRATIONS}/005_bills.sql": "CREATE TABLE bills (id TEXT PRIMARY KEY, show_id TEXT REFERENCES shows(id));\n"
        },
        "bills",
    )
    report = drafted(project_at(root), f"PRAGMA foreign_keys=OFF;\n{TEXTBOOK}PRAGMA foreign_keys=ON;\n")
    (refused,) = [finding for finding in report.findings if finding.rule == "engine-refuses"]
    assert "posters" in refused.help
    assert "poster_views" in refused.help
    assert "tickets" in refused.help
