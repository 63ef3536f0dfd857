"""What is fixed mechanically, and what is left alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.d1.lint.fix import FixedScript, normalise
from nhimbe_migrations.d1.lint.lint import accepted_in
from nhimbe_migrations.d1.sql.tokens import significant
from nhimbe_migrations.findings.accepted import Accepted

SCHEMA = (
    "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT)",
    "CREATE INDEX idx_events_title ON events(title)",
    "CREATE VIEW open_events AS SELECT id FROM events",
)
HEAD = "-- Migration 013: Add reviews\n"


def fix(sql: str, description: str = "Add reviews", accept: tuple[Accepted, ...] = ()) -> FixedScript:
    return normalise(sql, number="013", description=description, schema=SCHEMA, accept=accept)


def body(sql: str) -> str:
    """The fixed text without the header that every one of these gets."""
    return fix(HEAD + sql).sql.removeprefix(HEAD)


def test_a_text_that_keeps_the_conventions_stays_as_it_is() -> None:
    sql = HEAD + "CREATE TABLE IF NOT EXISTS reviews (id TEXT PRIMARY KEY);\n"
    assert fix(sql) == FixedScript(sql, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SELECT 1;\n", "-- Migration 013: Add reviews\nSELECT 1;\n"),
        ("\ufeffSELECT 1;\n", "\ufeff-- Migration 013: Add reviews\nSELECT 1;\n"),
        ("SELECT 1;\r\nSELECT 2;\r\n", "-- Migration 013: Add reviews\r\nSELECT 1;\r\nSELECT 2;\r\n"),
        ("-- Migration 012: Mine\nSELECT 1;\n", "-- Migration 013: Mine\nSELECT 1;\n"),
        ("-- Migration: Mine\nSELECT 1;\n", "-- Migration 013: Mine\nSELECT 1;\n"),
        ("-- migration 13 - Mine\nSELECT 1;\n", "-- Migration 013: Mine\nSELECT 1;\n"),
        ("-- Migration 013\r\nSELECT 1;\r\n", "-- Migration 013: Add reviews\r\nSELECT 1;\r\n"),
        ("-- Why: …\n-- Migration 013: Mine\nSELECT 1;\n", "-- Why: …\n-- Migration 013: Mine\nSELECT 1;\n"),
        ("-- Migration adds a table\nSELECT 1;\n", "-- Migration 013: Add reviews\n-- Migration adds a table\nSELECT 1;\n"),
        ("SELECT 1;\n-- Migration 012: x\n", "-- Migration 013: Add reviews\nSELECT 1;\n-- Migration 012: x\n"),
    ],
)  # fmt: skip
def test_the_header_is_added_or_corrected(before: str, after: str) -> None:
    assert fix(before).sql == after


@pytest.mark.parametrize(
    "hostile",
    ["a\nDROP TABLE events;", "a\r\nb", "*/ DROP", "-- x", "'; DROP", "🎉", "x" * 10_000, "\u2028y", "BEGIN TRANSACTION;", "\x00", " "],
)  # fmt: skip
def test_a_hostile_description_stays_one_comment_line(hostile: str) -> None:
    fixed = fix("SELECT 1;\n", description=hostile).sql
    header, rest = fixed.split("\n", 1)
    assert header.startswith("-- Migration 013: ")
    assert len(header) <= 140
    assert rest == "SELECT 1;\n"
    assert [token.text for token in significant(fixed)] == ["SELECT", "1", ";"]
    assert "BEGIN TRANSACTION" not in fixed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SELECT 1\n", "SELECT 1;\n"),
        ("SELECT 1 -- one\n", "SELECT 1; -- one\n"),
        ("SELECT 1 /* one */  \n", "SELECT 1; /* one */  \n"),
        ("SELECT 1; /* to do\n", "SELECT 1; /* to do */\n"),
        ("SELECT 1 /* to do\n", "SELECT 1; /* to do */\n"),
        ("SELECT 1; /*/\n", "SELECT 1; /*/ */\n"),
        ("SELECT 1 /*", "SELECT 1; /* */\n"),
        ("SELECT '/*';\n", "SELECT '/*';\n"),
        ("SELECT 1;", "SELECT 1;\n"),
        ("SELECT 1;;\n", "SELECT 1;;\n"),
    ],
)
def test_the_end_is_closed(before: str, after: str) -> None:
    assert body(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("CREATE TABLE r (id TEXT PRIMARY KEY);\n", "CREATE TABLE IF NOT EXISTS r (id TEXT PRIMARY KEY);\n"),
        ("create table r(id text);\n", "create table IF NOT EXISTS r(id text);\n"),
        ("CREATE/* x */TABLE/* y */r (id TEXT);\n", "CREATE/* x */TABLE IF NOT EXISTS/* y */r (id TEXT);\n"),
        ("CREATE UNIQUE INDEX i ON events(id);\n", "CREATE UNIQUE INDEX IF NOT EXISTS i ON events(id);\n"),
        ("CREATE VIEW v AS SELECT 1;\n", "CREATE VIEW IF NOT EXISTS v AS SELECT 1;\n"),
        ("CREATE VIRTUAL TABLE f USING fts5(a);\n", "CREATE VIRTUAL TABLE IF NOT EXISTS f USING fts5(a);\n"),
        ("CREATE TRIGGER t AFTER INSERT ON events BEGIN SELECT 1; END;\n", "CREATE TRIGGER IF NOT EXISTS t AFTER INSERT ON events BEGIN SELECT 1; END;\n"),
        ("DROP TABLE events;\n", "DROP TABLE IF EXISTS events;\n"),
        ("DROP INDEX IDX_EVENTS_TITLE;\n", "DROP INDEX IF EXISTS IDX_EVENTS_TITLE;\n"),
        ('DROP VIEW "open_events";\n', 'DROP VIEW IF EXISTS "open_events";\n'),
    ],
)  # fmt: skip
def test_a_guard_is_added_where_it_hides_nothing(before: str, after: str) -> None:
    assert body(before) == after


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE events (id TEXT);\n",
        "CREATE TABLE Events (id TEXT);\n",
        "CREATE VIEW events AS SELECT 1;\n",
        "CREATE TABLE open_events (id TEXT);\n",
        "CREATE INDEX idx_events_title ON events(id);\n",
        "DROP TABLE nothing;\n",
        "DROP VIEW events;\n",
        "DROP TABLE open_events;\n",
        "CREATE TEMP TABLE r (id TEXT);\n",
        "CREATE TABLE r (id TEXT,,);\n",
    ],
)
def test_no_guard_swallows_a_clash_or_a_mistake(sql: str) -> None:
    assert body(sql) == sql


def test_what_the_file_itself_makes_counts() -> None:
    sql = "DROP TABLE events;\nCREATE TABLE events (id TEXT);\nCREATE TABLE events (id TEXT);\n"
    assert body(sql) == (
        "DROP TABLE IF EXISTS events;\nCREATE TABLE IF NOT EXISTS events (id TEXT);\nCREATE TABLE events (id TEXT);\n"
    )


def test_a_table_that_only_serves_the_file_gets_no_guard() -> None:
    """Left behind by an older attempt, it would be filled a second time, and its rows put back."""
    sql = (
        "CREATE TABLE keep AS SELECT * FROM events;\n"
        "CREATE TABLE events_new (id TEXT PRIMARY KEY);\n"
        "INSERT INTO events_new SELECT id FROM keep;\n"
        "DROP TABLE IF EXISTS events;\n"
        "ALTER TABLE events_new RENAME TO events;\n"
        "DROP TABLE keep;\n"
    )
    assert body(sql) == sql


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("CREATE INDEX ON events(id);\n", "CREATE INDEX IF NOT EXISTS idx_events_id ON events(id);\n"),
        ("CREATE INDEX IF NOT EXISTS ON events(id, title DESC);\n", "CREATE INDEX IF NOT EXISTS idx_events_id_title ON events(id, title DESC);\n"),
        ("CREATE UNIQUE INDEX ON events(lower(title), id);\n", "CREATE UNIQUE INDEX IF NOT EXISTS idx_events_expr_id ON events(lower(title), id);\n"),
        ('CREATE INDEX ON "events"("id");\n', 'CREATE INDEX IF NOT EXISTS idx_events_id ON "events"("id");\n'),
        ("CREATE INDEX ON events(title);\n", "CREATE INDEX IF NOT EXISTS idx_events_title_2 ON events(title);\n"),
    ],
)  # fmt: skip
def test_an_index_without_a_name_gets_one_that_is_free(before: str, after: str) -> None:
    assert body(before) == after


def test_every_mend_is_told_with_the_line_on_which_it_now_stands() -> None:
    fixed = fix("-- first\nCREATE TABLE r (id TEXT PRIMARY KEY);\nCREATE INDEX ON r(id)\n")
    assert [(fix.rule, fix.severity, fix.line) for fix in fixed.fixes] == [
        ("fixed-header", "note", 1),
        ("fixed-final-semicolon", "note", 4),
        ("fixed-index-name", "note", 4),
        ("fixed-guard", "note", 3),
    ]
    assert fixed.fixes[-1].message == "Added IF NOT EXISTS to r, idx_r_id (not there yet, so nothing is masked)."


def test_acceptances_are_kept_behind_the_header_once() -> None:
    accept = (Accepted("drop-table", "never\nread"), Accepted("drop-table", "again"), Accepted("index-name", "old"))
    fixed = fix("-- accept: index-name – theirs\nDROP TABLE IF EXISTS events;\n", accept=accept).sql
    assert fixed == (
        "-- Migration 013: Add reviews\n-- accept: drop-table – again\n-- accept: index-name – theirs\n"
        "DROP TABLE IF EXISTS events;\n"
    )
    assert accepted_in(fixed) == (Accepted("drop-table", "again"), Accepted("index-name", "theirs"))


PIECES = st.sampled_from(
    [
        "CREATE TABLE r (id TEXT)", "CREATE INDEX ON events(id)", "DROP TABLE events", ";", ";", "\n", "\r\n", " ",
        "-- Migration 012: x\n", "-- note\n", "/* a */", "/*", "*/", "'", '"', "é🎉", "\ufeff", "-- accept: x – y\n",
        "CREATE TRIGGER t AFTER INSERT ON events BEGIN SELECT 1; END", "--", "SELECT '; --'", "\x00", "IF NOT EXISTS",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40), st.text(max_size=30))
def test_a_second_time_changes_nothing(sql: str, description: str) -> None:
    accept = (Accepted("drop-table", description),)
    once = fix(sql, description, accept)
    assert fix(once.sql, "another", accept) == FixedScript(once.sql, ())


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_word_of_the_author_is_lost(sql: str) -> None:
    fixed = iter(fix(sql).sql)
    # A header is written anew, with all the dashes that it began with.
    kept = list(re.sub(r"--+ Migration 012: x", "", sql))
    assert all(character in fixed for character in kept)
