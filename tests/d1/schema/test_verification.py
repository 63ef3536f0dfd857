"""The query that is put to the real database afterwards: no row where all is there, else a line for each thing."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.verification import counting_query, rebuilt_tables, verification_query
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow

BEFORE = """
CREATE TABLE people (id TEXT PRIMARY KEY, "full name" TEXT, "mood 🙂" TEXT, "it's" TEXT);
CREATE TABLE cards (id TEXT PRIMARY KEY, person TEXT REFERENCES people(id) ON DELETE CASCADE);
CREATE TABLE "old ""one"" " (a);
CREATE INDEX idx_old ON people("full name");
CREATE TRIGGER seen AFTER INSERT ON people BEGIN SELECT 1; END;
CREATE VIEW names AS SELECT id FROM people;
"""
MIGRATION = """
ALTER TABLE people ADD COLUMN "ci'ty 🏙" TEXT NOT NULL DEFAULT '';
ALTER TABLE people RENAME COLUMN "it's" TO itself;
DROP TABLE "old ""one"" ";
DROP INDEX idx_old;
DROP VIEW names;
CREATE TABLE rooms (id TEXT PRIMARY KEY, seats INTEGER GENERATED ALWAYS AS (1) STORED);
CREATE INDEX idx_rooms_seats ON rooms(seats);
CREATE VIRTUAL TABLE words USING fts5(body);
CREATE TRIGGER also AFTER DELETE ON people BEGIN SELECT 1; END;
"""


def database(*files: str) -> Shadow:
    shadow = open_shadow()
    for file in files:
        error = shadow.apply(file)
        assert error is None, error
    return shadow


@pytest.fixture
def query() -> str:
    before = load_schema(BEFORE).schema
    found = verification_query(before, read_schema(database(BEFORE, MIGRATION).connection), references=True)
    assert found is not None
    return found


def test_nothing_comes_back_where_all_is_there(query: str) -> None:
    assert database(BEFORE, MIGRATION).ask(query) == []


def test_each_thing_that_is_wrong_is_a_line(query: str) -> None:
    assert sorted(row[0] for row in database(BEFORE).ask(query)) == sorted(
        [
            "missing: column people.ci'ty 🏙 TEXT NOT NULL",
            "missing: column people.itself TEXT",
            "missing: column rooms.id TEXT",
            "missing: column rooms.seats INTEGER",
            "missing: index idx_rooms_seats",
            "missing: table rooms",
            "missing: table words",
            "missing: trigger also",
            "still there: column people.it's",
            "still there: index idx_old",
            'still there: table old "one" ',
            "still there: view names",
        ]
    )


def test_rows_without_their_parent_are_counted(query: str) -> None:
    shadow = database(BEFORE, MIGRATION)
    shadow.connection.execute("PRAGMA defer_foreign_keys = ON")
    shadow.connection.pragma("foreign_keys", 0)
    shadow.connection.execute("INSERT INTO cards VALUES ('a', 'nobody'), ('b', 'nobody')")
    assert shadow.ask(query) == [("rows without their parent: 2 of cards",)]


def test_another_type_or_a_new_not_null_is_asked_for() -> None:
    before = load_schema("CREATE TABLE t (a TEXT, b TEXT);").schema
    after = load_schema("CREATE TABLE t (a INTEGER, b TEXT NOT NULL);").schema
    query = verification_query(before, after)
    assert query is not None
    found = database("CREATE TABLE T (A text, b TEXT);").ask(query)
    assert sorted(found) == [("missing: column t.a INTEGER",), ("missing: column t.b TEXT NOT NULL",)]
    assert database("CREATE TABLE T (A integer, b TEXT not null);").ask(query) == []


def test_what_changes_no_schema_asks_nothing() -> None:
    schema = load_schema(BEFORE).schema
    assert verification_query(schema, schema) is None


def test_rows_are_counted_of_what_is_made_anew_and_of_what_hangs_on_it() -> None:
    before = load_schema(BEFORE).schema
    after = load_schema(BEFORE.replace("person TEXT", "person TEXT").replace('"mood 🙂" TEXT', "mood INTEGER")).schema
    assert rebuilt_tables(before, after) == ("people", "cards")
    shadow = database(BEFORE, "INSERT INTO people (id) VALUES ('a'), ('b'); INSERT INTO cards VALUES ('c', 'a');")
    assert shadow.ask(counting_query(["people", "cards", 'old "one" '])) == [(2, 1, 0)]
