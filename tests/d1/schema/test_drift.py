"""Drift: what the history makes and schema.sql does not say, and how one repair makes it say so."""

from __future__ import annotations

import pytest

from d1.schema.schema_samples import in_step
from nhimbe_migrations.d1.drift.report import Drift, drift, repair, update

BASE = """-- Nhimbe, by hand

-- Users
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE, -- login
  name TEXT
);

-- Events
CREATE TABLE IF NOT EXISTS events (
  id TEXT PRIMARY KEY,
  host_id TEXT REFERENCES users(id),
  title TEXT,
  date_created TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_events_host ON events(host_id);
"""

INDEXES = [(f"idx_{table}_{column}", table, column) for table, column in [
    ("users", "name"), ("users", "email"), ("events", "title"), ("events", "date_created"),
    ("reviews", "event_id"), ("reviews", "author_id"), ("reviews", "stars"), ("reviews", "body"),
    ("tags", "event_id"), ("tags", "label"), ("tags", "weight"), ("events", "id"),
]]  # fmt: skip


def _indexes(tables):
    return "".join(
        f"CREATE INDEX IF NOT EXISTS {name} ON {table}({column});\n"
        for name, table, column in INDEXES
        if table in tables
    )


HISTORY = [
    ("m/001_base.sql", BASE),
    ("m/002_more_indexes.sql", f"-- Migration 002: indexes\n\n{_indexes(('users', 'events'))}"),
    (
        "m/003_reviews.sql",
        "-- Migration 003: reviews\n\n-- One review a guest.\nCREATE TABLE IF NOT EXISTS reviews (\n  id TEXT PRIMARY KEY,\n"
        "  event_id TEXT REFERENCES events(id) ON DELETE CASCADE,\n  author_id TEXT REFERENCES users(id),\n"
        "  stars INTEGER CHECK (stars IN (1, 2, 3)),\n  body TEXT\n);\n" + _indexes(("reviews",)) +
        "\nCREATE TRIGGER IF NOT EXISTS reviews_touch AFTER INSERT ON reviews\nBEGIN\n"
        "  UPDATE events SET title = title WHERE id = NEW.event_id;\nEND;\n",
    ),
    (
        "m/004_tags.sql",
        "CREATE TABLE IF NOT EXISTS tags (id TEXT PRIMARY KEY, event_id TEXT, label TEXT, weight REAL);\n" + _indexes(("tags",)) +
        "CREATE TRIGGER IF NOT EXISTS tags_one AFTER DELETE ON tags BEGIN SELECT 1; END;\n"
        "CREATE TRIGGER IF NOT EXISTS users_two AFTER UPDATE ON users BEGIN SELECT 2; SELECT 3; END;\n",
    ),
]  # fmt: skip


def _names(report, kind="missing"):
    return {(found.object, found.name) for found in report.drifts if found.kind == kind}


def test_two_tables_three_triggers_and_a_dozen_indexes_are_reported_with_their_makers_and_repaired_at_once():
    report = drift(BASE, HISTORY)
    assert _names(report) == {
        ("table", "reviews"), ("table", "tags"),
        ("trigger", "reviews_touch"), ("trigger", "tags_one"), ("trigger", "users_two"),
        *(("index", name) for name, _, _ in INDEXES),
    }  # fmt: skip
    assert {found.file for found in report.drifts} == {"m/002_more_indexes.sql", "m/003_reviews.sql", "m/004_tags.sql"}
    assert next(found for found in report.drifts if found.name == "reviews") == Drift(
        "missing", "table", "reviews", "m/003_reviews.sql", 4,
        "schema.sql lacks table reviews, which m/003_reviews.sql, line 4, makes.",
        None, next(found for found in report.drifts if found.name == "reviews").right_sql,
    )  # fmt: skip
    assert (in_step(report), report.findings) == (False, ())

    edit = repair(BASE, HISTORY)
    after = drift(edit.text, HISTORY)
    assert (in_step(after), after.drifts, after.findings) == (True, (), ())
    assert repair(edit.text, HISTORY).edits == ()
    assert all(found.span.start == found.span.end for found in edit.edits)
    assert "-- One review a guest.\nCREATE TABLE IF NOT EXISTS reviews (\n" in edit.text
    for file, sql in HISTORY:
        assert update(edit.text, file, sql).edits == ()


def test_what_a_later_migration_drops_or_renames_is_no_drift():
    history = [
        ("1.sql", "CREATE TABLE a (x TEXT, y TEXT); CREATE INDEX ix ON a(x); CREATE TABLE gone (z);"),
        ("2.sql", "ALTER TABLE a RENAME COLUMN x TO xx; DROP TABLE gone; DROP INDEX ix;"),
        ("3.sql", "ALTER TABLE a RENAME TO b; CREATE INDEX iy ON b(y); ALTER TABLE b ADD COLUMN w TEXT;"),
        ("4.sql", "ALTER TABLE b DROP COLUMN w; DROP VIEW IF EXISTS never;"),
    ]
    report = drift("CREATE TABLE b (xx TEXT, y TEXT);\nCREATE INDEX iy ON b(y);\n", history)
    assert (report.drifts, report.findings) == ((), ())


def test_an_index_on_a_column_that_was_renamed_later_is_found_missing_under_its_new_name():
    history = [
        ("1.sql", "CREATE TABLE a (x TEXT);\nCREATE INDEX ix ON a(x);"),
        ("2.sql", "ALTER TABLE a RENAME COLUMN x TO z;"),
    ]
    report = drift("CREATE TABLE a (z TEXT);\n", history)
    assert [(found.kind, found.name, found.file, found.line) for found in report.drifts] == [
        ("missing", "ix", "1.sql", 2)
    ]
    assert (
        repair("CREATE TABLE a (z TEXT);\n", history).text == "CREATE TABLE a (z TEXT);\n\nCREATE INDEX ix ON a(z);\n"
    )


def test_a_missing_column_is_named_with_the_statement_that_adds_it():
    history = [("1.sql", "CREATE TABLE a (x TEXT);"), ("2.sql", "-- why\nALTER TABLE a ADD COLUMN y TEXT; -- for y\n")]
    report = drift("CREATE TABLE a (\n  x TEXT\n);\n", history)
    assert [(found.kind, found.object, found.name, found.file, found.line) for found in report.drifts] == [
        ("missing", "column", "a.y", "2.sql", 2)
    ]
    assert (
        repair("CREATE TABLE a (\n  x TEXT\n);\n", history).text
        == "CREATE TABLE a (\n  x TEXT,\n  y TEXT -- for y\n);\n"
    )


def test_a_rename_that_schema_sql_does_not_show_is_repaired_in_place():
    history = [("1.sql", "CREATE TABLE a (x TEXT);"), ("2.sql", "ALTER TABLE a RENAME COLUMN x TO y;")]
    assert not in_step(drift("CREATE TABLE a (x TEXT);\n", history))
    assert repair("CREATE TABLE a (x TEXT); -- mine\n", history).text == "CREATE TABLE a (y TEXT); -- mine\n"


def test_what_was_dropped_and_still_stands_is_drift():
    history = [
        ("1.sql", "CREATE TABLE a (x TEXT);\nCREATE TABLE b (y TEXT);"),
        ("2.sql", "\n\nDROP TABLE IF EXISTS b;"),
    ]
    report = drift("CREATE TABLE a (x TEXT);\n\nCREATE TABLE b (y TEXT);\n", history)
    assert [(found.kind, found.name, found.file, found.line) for found in report.drifts] == [
        ("different", "b", "2.sql", 3)
    ]
    assert (
        repair("CREATE TABLE a (x TEXT);\n\nCREATE TABLE b (y TEXT);\n", history).text == "CREATE TABLE a (x TEXT);\n"
    )


def test_a_trigger_that_a_migration_replaced_is_drift_where_schema_sql_keeps_the_old_one():
    schema = "CREATE TABLE a (x);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;\n"
    history = [("1.sql", schema), ("2.sql", "DROP TRIGGER t;\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 2; END;")]
    report = drift(schema, history)
    assert [(found.kind, found.name, found.file, found.line) for found in report.drifts] == [
        ("different", "t", "2.sql", 2)
    ]
    assert in_step(drift(repair(schema, history).text, history))


def test_what_only_schema_sql_makes_is_a_note_and_no_error():
    report = drift("CREATE TABLE a (x);\nCREATE INDEX i ON a(x);\n", [("1.sql", "CREATE TABLE a (x);")])
    assert _names(report, "unexplained") == {("index", "i")}
    assert in_step(report)
    assert repair("CREATE TABLE a (x);\nCREATE INDEX i ON a(x);\n", [("1.sql", "CREATE TABLE a (x);")]).edits == ()


def test_the_history_need_not_run_from_empty():
    history = [
        ("7.sql", "ALTER TABLE base ADD COLUMN y TEXT;\nCREATE INDEX i ON base(y);\nINSERT INTO nowhere VALUES (1);")
    ]
    report = drift("CREATE TABLE base (x TEXT, y TEXT);\nCREATE INDEX i ON base(y);\n", history)
    assert (in_step(report), report.findings) == (True, ())


@pytest.mark.parametrize(
    ("schema", "history", "line", "told"),
    [
        ("CREATE TABLE a (x TEXT, y TEXT);", [("1.sql", "CREATE TABLE IF NOT EXISTS a (x TEXT NOT NULL);")], 1, "column x differs"),
        ("CREATE TABLE a (x TEXT);", [("1.sql", "\nCREATE TABLE IF NOT EXISTS a (x TEXT, z TEXT);")], 2, "column z is missing"),
        (
            "CREATE TABLE a (x); CREATE VIEW v AS SELECT 1;",
            [("1.sql", "CREATE TABLE a (x);\nCREATE VIEW IF NOT EXISTS v AS SELECT 2;")], 2, "the definition differs",
        ),
    ],
)  # fmt: skip
def test_a_guard_that_skipped_another_definition_is_a_warning_that_names_both(schema, history, line, told):
    (found,) = drift(schema, history).findings
    assert (found.rule, found.severity, found.file, found.line) == ("guard-swallowed", "warning", "1.sql", line)
    assert "schema.sql" in found.message
    assert told in found.message


def test_a_table_made_twice_by_the_history_names_both_migrations():
    history = [("1.sql", "CREATE TABLE a (x TEXT);"), ("2.sql", "CREATE TABLE IF NOT EXISTS a (x TEXT, y TEXT);")]
    (found,) = drift("CREATE TABLE a (x TEXT);\n", history).findings
    assert (found.file, found.line) == ("2.sql", 1)
    assert "1.sql, line 1" in found.message


REBUILD = """CREATE TABLE events_new (id TEXT PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO events_new SELECT id, title FROM events;
DROP TABLE events;
ALTER TABLE events_new RENAME TO events;
CREATE INDEX IF NOT EXISTS it ON events(title);
"""


def test_a_rebuilt_table_is_no_drift_once_schema_sql_shows_it_and_keeps_what_only_schema_sql_makes():
    history = [
        ("1.sql", "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT);\nCREATE INDEX it ON events(title);"),
        ("2.sql", REBUILD),
        ("3.sql", "ALTER TABLE events ADD COLUMN city TEXT;"),
    ]
    schema = (
        "CREATE TABLE events (id TEXT PRIMARY KEY, city TEXT, title TEXT NOT NULL);\n"
        "CREATE INDEX it ON events(title);\nCREATE INDEX mine ON events(city);\n"
        "CREATE VIEW shown AS SELECT title FROM events;\n"
    )
    report = drift(schema, history)
    assert _names(report, "unexplained") == {("index", "mine"), ("view", "shown")}
    assert (in_step(report), report.findings) == (True, ())
    assert repair(schema, history).edits == ()


def test_a_rebuild_comes_into_a_file_whose_seeds_refer_to_the_table():
    schema = f"{BASE}INSERT INTO users (id, email) VALUES ('u', 'u@x');\nINSERT INTO events (id, host_id) VALUES ('e', 'u');\n"
    rebuilt = (
        "PRAGMA defer_foreign_keys = ON;\nCREATE TABLE kept AS SELECT * FROM users;\nDROP TABLE IF EXISTS users;\n"
        "CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, CHECK (id <> ''));\n"
        "INSERT INTO users SELECT * FROM kept;\nDROP TABLE kept;\n"
    )
    edited = update(schema, "012_check.sql", rebuilt).text
    assert "CHECK (id <> '')" in edited
    assert edited.endswith(schema[schema.index("INSERT INTO users") :])
    assert {found.kind for found in drift(edited, [("012_check.sql", rebuilt)]).drifts} == {"unexplained"}


def test_bringing_a_rebuild_in_twice_changes_nothing_the_second_time():
    schema = "CREATE TABLE events (\n  id TEXT PRIMARY KEY, -- uuid\n  title TEXT\n);\nCREATE VIEW v AS SELECT id FROM events;\n"
    first = update(schema, "2.sql", REBUILD)
    assert first.text == (
        "CREATE TABLE events (\n  id TEXT PRIMARY KEY, -- uuid\n  title TEXT NOT NULL\n);\n\n"
        "CREATE INDEX it ON events(title);\n\nCREATE VIEW v AS SELECT id FROM events;\n"
    )
    assert update(first.text, "2.sql", REBUILD).edits == ()


def test_a_migration_that_is_not_the_last_puts_nothing_back():
    history = [
        ("1.sql", "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT);\nCREATE TABLE gone (x);"),
        ("2.sql", REBUILD),
        ("3.sql", "ALTER TABLE events ADD COLUMN city TEXT;\nDROP TABLE gone;\nCREATE TABLE late (x);"),
    ]
    schema = "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT NOT NULL, city TEXT);\nCREATE INDEX it ON events(title);\n"
    for at, (file, sql) in enumerate(history[:2]):
        assert update(schema, file, sql, history[at + 1 :]).edits == ()
    assert "CREATE TABLE late (x);" in update(schema, *history[2]).text


def test_a_statement_that_cannot_be_run_again_is_named():
    history = [("1.sql", "CREATE TABLE a (x);\nCREATE TABLE b (x TEXT,);")]
    (found,) = drift("CREATE TABLE a (x);\n", history).findings
    assert (found.rule, found.severity, found.line) == ("not-replayed", "note", 2)


def test_an_empty_schema_is_repaired_from_nothing():
    edit = repair("", HISTORY)
    assert drift(edit.text, HISTORY).drifts == ()
