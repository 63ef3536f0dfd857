"""schema.sql as it is found: broken in a place, with CRLF, with triggers close below their tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.read_schema import read_schema
from nhimbe_migrations.authoring.rebuild import rebuild
from nhimbe_migrations.authoring.sync import update_schema
from nhimbe_migrations.authoring.write import write_request
from nhimbe_migrations.errors import RefusedError

SCHEMA = "worker/src/db/schema.sql"
NOTES = request_from(description="Notes", target="d1", sql="CREATE TABLE IF NOT EXISTS notes (id TEXT PRIMARY KEY);")
TABLES = """CREATE TABLE users (id TEXT PRIMARY KEY);
CREATE TABLE reviews (id TEXT PRIMARY KEY, user_id TEXT REFERENCES users(id) ON DELETE CASCADE, stars INTEGER);
CREATE INDEX idx_reviews_user_id ON reviews(user_id);
CREATE TRIGGER reviews_ai AFTER INSERT ON reviews BEGIN
  UPDATE reviews SET stars = 1 WHERE id = new.id AND stars IS NULL;
END;

CREATE VIEW v AS SELECT id FROM users;
"""


def at(folder: Path, schema: str) -> Project:
    path = folder / SCHEMA
    path.parent.mkdir(parents=True)
    path.write_bytes(schema.encode())
    (folder / "worker/wrangler.toml").write_text('name = "w"\n', encoding="utf-8")
    return open_project(str(folder), {})


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))


def test_nothing_is_written_on_a_schema_of_which_a_table_could_not_be_loaded(tmp_path: Path) -> None:
    project = at(tmp_path / "r", "CREATE TABLE users (id TEXT PRIMARY KEY;\n")
    report = draft(project, NOTES)
    assert (report.refused, report.draft) == (True, None)
    assert [each.rule for each in report.findings if each.severity == "error"] == ["schema-not-loadable"]
    assert report.verification is not None
    assert report.verification.applied is True


def test_what_of_the_schema_did_not_load_is_told_by_the_check_and_by_read_schema(tmp_path: Path) -> None:
    project = at(tmp_path / "r", "CREATE TABLE a (id TEXT PRIMARY KEY);\nCREATE TABLE users (id TEXT PRIMARY KEY;\n")
    verdict = check(project, file=None, limit=50, cursor=None)
    assert [(each.rule, each.file, each.line) for each in verdict.findings if each.severity == "error"] == [
        ("schema-not-loadable", SCHEMA, 2)
    ]
    answer = read_schema(project, target="d1", names=None)
    assert [table.name for table in answer.tables or ()] == ["a"]
    assert answer.unread is not None
    assert answer.unread[0].startswith(f"{SCHEMA}, line 2: ")


def test_update_schema_does_not_write_beside_a_table_that_did_not_load(tmp_path: Path) -> None:
    broken = "CREATE TABLE users (id TEXT PRIMARY KEY;\n"
    project = at(tmp_path / "r", broken)
    migration = tmp_path / "r/worker/src/db/migrations/001_users.sql"
    migration.parent.mkdir()
    migration.write_text("-- Migration 001: Users\nCREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY);\n")
    with pytest.raises(RefusedError, match="line 1: incomplete input"):
        update_schema(project, file=None, preview=False)
    assert (tmp_path / "r" / SCHEMA).read_text() == broken


def test_the_wrapping_of_a_dump_is_a_warning(tmp_path: Path) -> None:
    project = at(tmp_path / "r", "BEGIN TRANSACTION;\nCREATE TABLE a (id TEXT PRIMARY KEY);\nCOMMIT;\n")
    assert draft(project, NOTES).refused is None
    verdict = check(project, file=None, limit=50, cursor=None)
    assert {(each.rule, each.severity) for each in verdict.findings} == {("schema-not-loadable", "warning")}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_new_table_does_not_come_between_a_table_and_its_trigger(tmp_path: Path, newline: str) -> None:
    project = at(tmp_path / "r", TABLES.replace("\n", newline))
    write_request(project, NOTES)
    order = ["CREATE TRIGGER reviews_ai", "END;", " notes (id", "CREATE VIEW v"]
    schema = (tmp_path / "r" / SCHEMA).read_bytes().decode()
    assert sorted(order, key=schema.index) == order


def test_a_rebuild_of_a_crlf_schema_has_one_kind_of_line_ending(tmp_path: Path) -> None:
    project = at(tmp_path / "r", TABLES.replace("\n", "\r\n"))
    wanted = "CREATE TABLE reviews (id TEXT PRIMARY KEY, user_id TEXT REFERENCES users(id) ON DELETE CASCADE, stars INTEGER NOT NULL DEFAULT 1)"
    sql = rebuild(project, table="reviews", definition=wanted, columns={}).sql
    assert "CREATE TRIGGER" in sql
    assert "\r" not in sql
