"""Every table of the shadow gets rows: at least two, with every constraint honoured."""

from __future__ import annotations

import random

import pytest

from nhimbe_migrations.d1.rows.fill import fill
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow

HARD = {
    "mutual references, neither nullable": """
        CREATE TABLE a (id TEXT PRIMARY KEY, b_id TEXT NOT NULL REFERENCES b(id));
        CREATE TABLE b (id TEXT PRIMARY KEY, a_id TEXT NOT NULL UNIQUE REFERENCES a(id));""",
    "a ring of three": """
        CREATE TABLE a (id INTEGER PRIMARY KEY, c_id INTEGER NOT NULL REFERENCES c(id));
        CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a(id));
        CREATE TABLE c (id INTEGER PRIMARY KEY, b_id INTEGER NOT NULL REFERENCES b(id));""",
    "self-reference that may not be null": "CREATE TABLE t (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES t(id));",
    "self-reference that is not to itself": "CREATE TABLE t (id TEXT PRIMARY KEY, parent TEXT REFERENCES t(id), CHECK (parent <> id));",
    "exactly one of two": "CREATE TABLE t (id TEXT PRIMARY KEY, x TEXT, y TEXT, CHECK ((x IS NULL) <> (y IS NULL)));",
    "ranges across columns": "CREATE TABLE t (id TEXT PRIMARY KEY, lo INT, hi INT, CHECK (lo < hi), CHECK (hi BETWEEN 5 AND 7));",
    "ends after it starts": """
        CREATE TABLE t (id TEXT PRIMARY KEY, starts_at TEXT NOT NULL, ends_at TEXT NOT NULL, CHECK (ends_at > starts_at),
        CHECK (date(starts_at) IS NOT NULL));""",
    "patterns": """
        CREATE TABLE t (id TEXT PRIMARY KEY, code TEXT CHECK (length(code) = 3 AND code = upper(code)),
        slug TEXT NOT NULL CHECK (slug NOT GLOB '*[^a-z0-9-]*' AND length(slug) > 2), e TEXT CHECK (e LIKE '%_@_%.__%'),
        colour TEXT CHECK (colour GLOB '#[0-9a-f][0-9a-f][0-9a-f]'));""",
    "json in generated columns": """
        CREATE TABLE t (id TEXT PRIMARY KEY, data TEXT NOT NULL CHECK (json_valid(data)),
        kind TEXT AS (json_extract(data, '$.kind')) STORED, n INT AS (length(data)) VIRTUAL);
        CREATE INDEX i ON t(kind);""",
    "strict types": "CREATE TABLE t (id INTEGER PRIMARY KEY, n INT NOT NULL, r REAL NOT NULL, b BLOB NOT NULL, a ANY, s TEXT NOT NULL) STRICT;",
    "keys of several columns": """
        CREATE TABLE p (a TEXT, b INTEGER, c TEXT UNIQUE, PRIMARY KEY (a, b)) WITHOUT ROWID;
        CREATE TABLE q (id TEXT PRIMARY KEY, a TEXT NOT NULL, b INTEGER NOT NULL, c TEXT, FOREIGN KEY (a, b) REFERENCES p(a, b),
        FOREIGN KEY (c) REFERENCES p(c));""",
    "tenants shared by two references": """
        CREATE TABLE tenants (id TEXT PRIMARY KEY);
        CREATE TABLE users (tenant TEXT REFERENCES tenants(id), id TEXT, PRIMARY KEY (tenant, id));
        CREATE TABLE posts (tenant TEXT NOT NULL REFERENCES tenants(id), id TEXT, author TEXT NOT NULL, PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, author) REFERENCES users(tenant, id));""",
    "few values, unique together": """
        CREATE TABLE e (id TEXT PRIMARY KEY);
        CREATE TABLE t (event TEXT NOT NULL REFERENCES e(id), kind TEXT NOT NULL CHECK (kind IN ('a', 'b')), on_ BOOLEAN NOT NULL
        CHECK (on_ IN (0, 1)), UNIQUE (event, kind), UNIQUE (kind, on_));""",
    "a trigger that keeps an index": """
        CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT);
        CREATE VIRTUAL TABLE posts_fts USING fts5(title, body, content='posts', content_rowid='id');
        CREATE TRIGGER ai AFTER INSERT ON posts BEGIN INSERT INTO posts_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END;""",
    "a trigger that refuses": """
        CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER NOT NULL);
        CREATE TRIGGER tr BEFORE INSERT ON t WHEN NEW.n < 1000 BEGIN SELECT RAISE(ABORT, 'too small'); END;""",
    "names that need quotes": 'CREATE TABLE "order ""s" ("group" TEXT PRIMARY KEY, "a b" INTEGER NOT NULL, [c d] TEXT CHECK ([c d] IN (\'x\')));',
}


def filled(sql: str) -> tuple[Shadow, Schema]:
    shadow = open_shadow(LATEST)
    assert shadow.load(sql) == ()
    results = fill(shadow)
    assert [result for result in results if result.problem or result.rows < 2] == []
    return shadow, read_schema(shadow.connection)


@pytest.mark.parametrize("sql", HARD.values(), ids=HARD.keys())
def test_hard_constraints_are_met(sql: str) -> None:
    shadow, _ = filled(sql)
    assert shadow.ask("PRAGMA foreign_key_check") == []
    assert shadow.ask("PRAGMA integrity_check") == [("ok",)]


def test_nullable_columns_hold_a_null_and_a_value() -> None:
    shadow, schema = filled(
        """CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, handle TEXT UNIQUE, age INTEGER CHECK (age > 17));
        CREATE TABLE events (id TEXT PRIMARY KEY, host TEXT REFERENCES users(handle), parent TEXT REFERENCES events(id), x TEXT, y TEXT,
        CHECK ((x IS NULL) <> (y IS NULL)));"""
    )
    for table in schema.tables:
        for column in table.columns:
            if not column.notnull and not column.primary_key:
                (held,) = shadow.ask(f'SELECT count(*), count("{column.name}") FROM "{table.name}"')
                assert 0 < held[1] < held[0], (table.name, column.name)


def test_children_hang_on_parents() -> None:
    shadow, _ = filled(
        """CREATE TABLE p (id TEXT PRIMARY KEY); CREATE TABLE c (id TEXT PRIMARY KEY, p TEXT REFERENCES p(id));
        CREATE TABLE g (id TEXT PRIMARY KEY, c TEXT NOT NULL REFERENCES c(id));"""
    )
    assert shadow.ask("SELECT count(*) FROM g JOIN c ON c.id = g.c JOIN p ON p.id = c.p")[0][0] >= 1


def test_a_table_that_schema_sql_seeds_keeps_its_rows() -> None:
    shadow = open_shadow(LATEST)
    shadow.load("CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO roles VALUES (1, 'a'), (2, 'b');")
    fill(shadow)
    assert shadow.ask("SELECT * FROM roles") == [(1, "a"), (2, "b")]


def test_a_table_that_nothing_satisfies_is_named_with_the_reason() -> None:
    shadow = open_shadow(LATEST)
    shadow.load(
        "CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER NOT NULL CHECK (n > 5 AND n < 3)); CREATE TABLE u (id TEXT);"
    )
    assert {result.table: result.problem for result in fill(shadow)} == {
        "t": "CHECK constraint failed: n > 5 AND n < 3",
        "u": None,
    }


@pytest.mark.parametrize("seed", range(25))
def test_random_schemas_are_filled_and_whole(seed: int) -> None:
    rng = random.Random(seed)
    names = [f"t{number}" for number in range(rng.randint(2, 8))]
    statements = []
    for name in names:
        parts = ["id TEXT PRIMARY KEY"]
        for number in range(rng.randint(1, 4)):
            column = rng.choice(("title", "email", "created_at", "count", "price", "is_open", "data")) + str(number)
            kind = rng.choice(
                ("TEXT", "INTEGER", "REAL", "BOOLEAN", "TEXT NOT NULL", "INTEGER NOT NULL UNIQUE", "TEXT UNIQUE")
            )
            check = rng.choice(("", "", f" CHECK ({column} IN ('1', '2', '3'))", f" CHECK (length({column}) < 30)"))
            parts.append(f"{column} {kind}{check}")
        for number in range(rng.randint(0, 3)):
            null = rng.choice(("", " NOT NULL"))
            parts.append(f"ref{number} TEXT{null} REFERENCES {rng.choice(names)}(id)")
        statements.append(f"CREATE TABLE {name} ({', '.join(parts)});")
    shadow, _ = filled("\n".join(statements))
    assert shadow.ask("PRAGMA foreign_key_check") == []
    assert shadow.ask("PRAGMA integrity_check") == [("ok",)]
