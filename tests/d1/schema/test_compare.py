"""Two definitions are the same if SQLite makes the same of them."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.schema.comparison import Difference, differences
from nhimbe_migrations.d1.schema.loading import load_schema


def _different(left, right):
    return [
        (found.kind, found.object, found.name, found.detail)
        for found in differences(load_schema(left).schema, load_schema(right).schema)
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("CREATE TABLE a (x TEXT, y INT);", 'create table if not exists "a" ( [x] text,\n y int -- note\n);'),
        ("CREATE TABLE a (x TEXT PRIMARY KEY, y TEXT UNIQUE);", "CREATE TABLE a (x TEXT, y TEXT, UNIQUE (y), PRIMARY KEY (x));"),
        ("CREATE TABLE a (x TEXT NOT NULL DEFAULT 'a');", "CREATE TABLE a (x TEXT DEFAULT ('a') NOT NULL);"),
        ("CREATE TABLE a (x TEXT CHECK (x <> ''));", "CREATE TABLE a (x TEXT, CHECK ((x != '')));"),
        (
            "CREATE TABLE p (id TEXT PRIMARY KEY); CREATE TABLE a (x TEXT REFERENCES p);",
            "CREATE TABLE p (id TEXT PRIMARY KEY); CREATE TABLE a (x TEXT, FOREIGN KEY (x) REFERENCES p(id) ON DELETE NO ACTION);",
        ),
        ("CREATE TABLE a (x); CREATE INDEX i ON a(x ASC);", 'CREATE TABLE a (x); CREATE INDEX IF NOT EXISTS i ON a ("x");'),
        (
            "CREATE TABLE a (x); CREATE TRIGGER t INSERT ON a BEGIN SELECT 1; END;",
            "CREATE TABLE a (x); CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN\n  SELECT 1; -- one\nEND;",
        ),
        ("CREATE TABLE a (x); CREATE VIEW v AS SELECT x FROM a;", 'CREATE TABLE a (x); CREATE VIEW v AS select\n"x" from [a];'),
        ("CREATE TABLE a (x) STRICT;".replace("x", "x TEXT"), "CREATE TABLE a (x TEXT) strict;"),
        ("CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT);", "CREATE TABLE a (id INTEGER, PRIMARY KEY (id AUTOINCREMENT));"),
    ],
)  # fmt: skip
def test_how_it_is_written_makes_no_difference(left, right):
    assert _different(left, right) == []


@pytest.mark.parametrize(
    ("left", "right", "detail"),
    [
        ("x TEXT", "x INTEGER", "column x differs"),
        ("x TEXT", "X TEXT", "column x differs"),
        ("x TEXT DEFAULT 'a'", "x TEXT DEFAULT 'A'", "column x differs"),
        ('x TEXT DEFAULT "Abc"', 'x TEXT DEFAULT "abc"', "column x differs"),
        ("x TEXT", "x TEXT COLLATE NOCASE", "column x differs"),
        ("x TEXT, y TEXT", "y TEXT, x TEXT", "the columns are in another order"),
        ("x TEXT", "x TEXT, y TEXT", "column y is only on the right"),
        ("x TEXT UNIQUE", "x TEXT", "unique (x) is only on the left"),
        ("x TEXT", "x TEXT CHECK (x > 1)", "check (x > 1) is only on the right"),
        ("x, y, UNIQUE (x, y)", "x, y, UNIQUE (y, x)", "unique (x, y) is only on the left; unique (y, x) is only on the right"),
        (
            "x TEXT REFERENCES a(x) ON DELETE CASCADE", "x TEXT REFERENCES a(x)",
            "foreign key (x) a (x) (on delete cascade) is only on the left; foreign key (x) a (x) is only on the right",
        ),
    ],
)  # fmt: skip
def test_what_the_engine_would_do_otherwise_is_named(left, right, detail):
    assert _different(f"CREATE TABLE a ({left});", f"CREATE TABLE a ({right});") == [
        ("different", "table", "a", detail)
    ]


def test_the_order_of_columns_is_told_apart_from_other_differences():
    left, right = (load_schema(f"CREATE TABLE a ({body});").schema for body in ("x, y", "y, x"))
    assert differences(left, right) == (
        Difference(
            "different", "table", "a", "the columns are in another order",
            "CREATE TABLE a (x, y)", "CREATE TABLE a (y, x)", order_only=True,
        ),
    )  # fmt: skip


def test_objects_of_one_side_only_are_named_with_their_sql():
    left = "CREATE TABLE a (x); CREATE VIEW v AS SELECT 1;"
    right = "CREATE TABLE a (x); CREATE INDEX i ON a(x); CREATE VIRTUAL TABLE f USING fts5(b);"
    assert _different(left, right) == [
        ("only left", "view", "v", "the view is only on the left"),
        ("only right", "virtual table", "f", "the virtual table is only on the right"),
        ("only right", "index", "i", "the index is only on the right"),
    ]


@pytest.mark.parametrize(
    "other", ["CREATE UNIQUE INDEX i ON a(x);", "CREATE INDEX i ON a(x DESC);", "CREATE INDEX i ON a(x) WHERE x > 0;"]
)
def test_indexes_differ_in_uniqueness_direction_and_filter(other):
    assert len(_different(f"CREATE TABLE a (x); {other}", "CREATE TABLE a (x); CREATE INDEX i ON a(x);")) == 1
