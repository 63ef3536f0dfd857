"""A rebuild on a database that schema.sql does not tell: run on databases with rows, foreign keys on."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from authoring.drifted import HISTORY, MIGRATIONS, SECOND, TODAY, commit, lay_out, project_at
from nhimbe_migrations.authoring.project.project import Project
from nhimbe_migrations.authoring.rebuild import rebuild
from nhimbe_migrations.authoring.write import write_draft
from nhimbe_migrations.d1.proof import prove as proving
from nhimbe_migrations.d1.proof.result import Proof
from nhimbe_migrations.errors import RefusedError

WANTED = (
    "CREATE TABLE shows (id TEXT PRIMARY KEY, slug TEXT, name TEXT NOT NULL, venue TEXT, "
    "seats INTEGER NOT NULL DEFAULT 50 CHECK (seats > 0))"
)
ROWS = """
INSERT INTO shows (id, slug, name, venue, seats) VALUES ('s1', 'a', 'A', 'Hall', 7), ('s2', 'b', 'B', NULL, 9);
INSERT INTO people (id, mail) VALUES ('p1', 'x@example.com');
INSERT INTO tickets (id, show_id, person_id) VALUES ('t1', 's1', 'p1'), ('t2', 's2', NULL);
INSERT INTO posters (id, show_id, url) VALUES ('o1', 's1', 'u'), ('o2', 's2', 'v');
INSERT INTO poster_views (poster_id) VALUES ('o1'), ('o1'), ('o2');
"""
ALL = ["shows", "people", "tickets", "posters", "poster_views", "show_log"]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    return project_at(lay_out(tmp_path / "shop"))


def written(project: Project, **more: object) -> str:
    answer = rebuild(project, table="shows", definition=WANTED, columns={}, description="Seats", **more)  # type: ignore[arg-type]
    assert answer.refused is None, answer.findings
    assert answer.sql is None, "the file holds it; nobody is to send it back"
    assert answer.draft
    report = write_draft(project, answer.draft)
    return project.repository.read(report["file"]) or ""


def database(*scripts: str) -> sqlite3.Connection:
    """As D1 has it: foreign keys on, one transaction a file."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    for script in scripts:
        connection.executescript(f"BEGIN;{script};COMMIT;")
    return connection


def contents(connection: sqlite3.Connection) -> dict[str, list[dict[str, object]]]:
    connection.row_factory = sqlite3.Row
    return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1")] for name in ALL}


def triggers(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql NOT NULL")
    return sorted(row[0] for row in rows)


@pytest.mark.parametrize(
    "made",
    [
        (SECOND, *HISTORY.values()),
        (TODAY, *(text for name, text in HISTORY.items() if name[:3] in {"003", "004"})),
    ],
    ids=["by the history", "by schema.sql and what it lacks"],
)
def test_every_row_and_trigger_is_kept_whatever_the_order_of_columns(shop: Project, made: tuple[str, ...]) -> None:
    sql = written(shop)
    connection = database(*made, ROWS)
    before, hung = contents(connection), triggers(connection)
    connection.executescript(f"BEGIN;{sql};COMMIT;")
    assert contents(connection) == before
    assert triggers(connection) == hung
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute("INSERT INTO shows (id, name) VALUES ('s3', 'C')")
    assert connection.execute("SELECT seats FROM shows WHERE id = 's3'").fetchone()[0] == 50


def test_the_answer_names_the_children_of_every_state(shop: Project) -> None:
    answer = rebuild(shop, table="shows", definition=WANTED, columns={}, description="Seats")
    assert answer.why is not None
    assert all(name in answer.why for name in ("tickets", "posters", "poster_views"))
    behind = next(finding for finding in answer.findings if finding.rule == "schema-behind")
    assert "004_posters.sql" in behind.message


def test_what_the_rebuild_writes_itself_draws_no_finding_of_style(shop: Project) -> None:
    answer = rebuild(shop, table="shows", definition=WANTED, columns={}, description="Seats")
    assert {finding.rule for finding in answer.findings} == {"schema-behind"}


def test_copies_name_their_columns(shop: Project) -> None:
    assert "*" not in written(shop).replace("count(*)", "")


def test_a_column_that_the_definition_leaves_out_needs_the_same_acceptance_as_drop_column(shop: Project) -> None:
    without = WANTED.replace(" venue TEXT,", "")
    answer = rebuild(shop, table="shows", definition=without, columns={}, description="No venue")
    assert answer.refused is True
    assert answer.draft is None
    assert "drop-column" in {finding.rule for finding in answer.findings if finding.severity == "error"}
    accepted = [{"rule": "drop-column", "reason": "moved to places"}]
    let = rebuild(shop, table="shows", definition=without, columns={}, description="No venue", accept=accepted)
    assert let.refused is None


def test_a_check_that_the_definition_forgets_is_told(shop: Project) -> None:
    forgetful = WANTED.replace(" CHECK (seats > 0)", "")
    answer = rebuild(shop, table="shows", definition=forgetful, columns={}, description="No check")
    assert "check (seats > 0)" in next(f.message for f in answer.findings if f.rule == "drop-constraint")


def test_without_a_description_the_statements_come_back(shop: Project) -> None:
    answer = rebuild(shop, table="shows", definition=WANTED, columns={})
    assert answer.sql
    assert "kept_posters" in answer.sql
    assert answer.draft is None
    assert "schema-behind" in {finding.rule for finding in answer.findings}


def test_a_child_is_kept_that_only_schema_sql_deletes_with_its_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    paid = "CREATE TABLE IF NOT EXISTS sales (id TEXT PRIMARY KEY, show_id TEXT REFERENCES shows(id){});\n"
    root = lay_out(tmp_path / "shop", TODAY + paid.format(" ON DELETE CASCADE"))
    commit(root, {f"{MIGRATIONS}/005_sales.sql": f"-- Migration 005: sales\n{paid.format('')}"}, "sales")
    answer = rebuild(project_at(root), table="shows", definition=WANTED, columns={}, description="Seats")
    assert "sales" in (answer.why or "")


def test_a_rebuild_that_is_drafted_runs_once_on_each_database(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan and the draft are one text: what the draft's proof says holds for both."""
    runs: list[str] = []

    def counted(schema_sql: str, migration_sql: str, **more: Any) -> Proof:
        runs.append(schema_sql)
        return really(schema_sql, migration_sql, **more)

    really = proving.prove
    monkeypatch.setattr(proving, "prove", counted)
    expected = len(shop.states().distinct)
    answer = rebuild(shop, table="shows", definition=WANTED, columns={}, description="Seats, each counted")
    assert answer.draft
    assert len(runs) == len(set(runs)) == expected


def test_a_rebuild_that_would_lose_something_leaves_no_draft(shop: Project, tmp_path: Path) -> None:
    wanted = "CREATE TABLE shows (id TEXT PRIMARY KEY, slug TEXT NOT NULL, name TEXT NOT NULL, venue TEXT NOT NULL)"
    with pytest.raises(RefusedError) as refused:
        rebuild(shop, table="shows", definition=wanted, columns={}, description="No more NULL")
    assert "NOT NULL" in str(refused.value)
    assert not [*(tmp_path / "state").rglob("drafts/*")]
