"""A finding is one cause in at most 700 characters, however many tables it concerns, and quotes what its author wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from finding_form import not_written, too_long
from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.tools.demo.story import TRAP_SQL

WRONG = {
    "a parent of a dozen tables": "DROP TABLE IF EXISTS events;",
    "the textbook rebuild": TRAP_SQL,
    "all users": "DELETE FROM users;",
    "a reference to no key": "CREATE TABLE IF NOT EXISTS t (id TEXT PRIMARY KEY, e TEXT REFERENCES events(title));",
    "columns that many queries read": "ALTER TABLE users DROP COLUMN email;",
    "a table that nobody made": "UPDATE attendees SET a = 1;",
}


@pytest.fixture
def project(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    return open_project(str(sample), {})


@pytest.mark.parametrize("sql", WRONG.values(), ids=list(WRONG))
def test_what_a_draft_finds_is_short(project: Project, sql: str) -> None:
    found = draft(project, request_from(description="Wrong", target="d1", sql=sql)).findings
    assert found
    assert too_long(found) == []
    assert not_written(found, sql) == []
    causes = [(item.rule, item.line) for item in found if item.severity == "error"]
    assert len(causes) == len(set(causes))


def test_what_a_check_finds_is_short(project: Project) -> None:
    assert too_long(check(project, file=None, limit=1000, cursor=None).findings) == []


def test_a_dropped_parent_names_its_children_in_one_sentence(project: Project) -> None:
    sql = WRONG["the textbook rebuild"]
    found = draft(project, request_from(description="Slim", target="d1", sql=sql)).findings
    (cascade,) = [item for item in found if item.rule == "cascade-data-loss"]
    assert cascade.message.count("ON DELETE CASCADE") == 1
    assert all(name in cascade.message for name in ("registrations (2)", "event_reviews (2)", "14 tables"))


def test_a_name_that_is_not_there_is_answered_with_the_nearest(project: Project) -> None:
    asked = {
        "UPDATE users SET display_nme = 'x';": "Did you mean users.display_name?",
        "ALTER TABLE user ADD COLUMN a TEXT;": "Did you mean users?",
        "CREATE INDEX IF NOT EXISTS idx_registrations_shoe ON registrations(shoe);": "registrations has id, event_id",
    }
    for sql, answer in asked.items():
        found = draft(project, request_from(description="Guess", target="d1", sql=sql)).findings
        assert answer in next(item.help for item in found if item.rule == "engine-refuses"), sql
