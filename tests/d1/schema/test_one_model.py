"""What the statements of a script say they make is what the engine says they made: one model, read in two ways."""

from __future__ import annotations

import pytest

from d1.schema.schema_samples import Sampler
from nhimbe_migrations.d1.schema.catalog.catalog import Catalog, catalog_of
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.model import IndexTerm, Table
from nhimbe_migrations.d1.shadow.shadow import StatementRefused, open_shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.syntax_tree import default_value


def both(sql: str) -> tuple[Catalog, Catalog]:
    """The catalog that the statements make, and the engine's, after those that the engine takes."""
    said = Catalog()
    shadow = open_shadow()
    try:
        for statement in Script(sql).statements:
            try:
                shadow.run(statement.text)
            except StatementRefused:
                continue
            said = said.after(statement)
        return said, catalog_of(read_schema(shadow.connection))
    finally:
        shadow.close()


def facts(table: Table, catalog: Catalog) -> object:
    keys = sorted(
        (
            tuple(map(folded, key.columns)),
            folded(key.table),
            tuple(map(folded, key.to or ((parent := catalog.table(key.table)) and parent.primary_key) or ())),
            key.on_update,
            key.on_delete,
        )
        for key in table.foreign_keys
    )
    return (
        [
            (
                c.name,
                c.type.upper(),
                c.notnull,
                default_value(c.default),
                c.primary_key,
                c.collation.upper(),
                c.generated,
            )
            for c in table.columns
        ],
        keys,
        {frozenset(key) for key in table.unique_keys()},
        len(table.checks),
        table.strict,
        table.without_rowid,
        table.autoincrement,
    )


def assert_alike(sql: str) -> None:
    said, read = both(sql)
    assert {k: facts(table, read) for k, table in said.tables.items()} == {
        k: facts(table, read) for k, table in read.tables.items()
    }
    assert {k: (table.module, table.arguments) for k, table in said.virtual_tables.items()} == {
        k: (table.module, table.arguments) for k, table in read.virtual_tables.items()
    }
    indexes = [
        {
            k: (folded(index.table), index.unique, index.partial, [_term(term) for term in index.terms])
            for k, index in catalog.indexes.items()
        }
        for catalog in (said, read)
    ]
    assert indexes[0] == indexes[1]
    assert said.views.keys() == read.views.keys()
    assert {k: folded(trigger.table) for k, trigger in said.triggers.items()} == {
        k: folded(trigger.table) for k, trigger in read.triggers.items()
    }


def _term(term: IndexTerm) -> object:
    return (term.column and folded(term.column), term.collation.upper(), term.descending)


@pytest.mark.parametrize(
    "sql",
    [
        ("CREATE TABLE p (id TEXT PRIMARY KEY); CREATE TABLE t (a TEXT COLLATE NOCASE NOT NULL UNIQUE, b INT DEFAULT (1+1) "
        "REFERENCES p ON DELETE CASCADE, c TEXT AS (a || ')') STORED, PRIMARY KEY (b, a), CHECK (a IN ('(', 'x'))) WITHOUT ROWID;"),
        "CREATE TABLE t (a DEFAULT - 1, b DEFAULT sysdate, c DEFAULT (datetime('now')), d DEFAULT (true), e DEFAULT \"x\");",
        "CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER) STRICT; CREATE TABLE u (id INTEGER PRIMARY KEY, n INT) STRICT;",
        "CREATE TABLE t (a, b TEXT COLLATE NOCASE); CREATE INDEX i ON t(a COLLATE NOCASE DESC, b, lower(b)) WHERE a > 1;",
        "CREATE TABLE t (a); ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x' CHECK (b <> ''); ALTER TABLE t RENAME COLUMN b TO c;",
        "CREATE TABLE t (a, b CHECK (b > 0), c, CHECK (c > 1)); ALTER TABLE t DROP COLUMN b; ALTER TABLE t RENAME TO u;",
        "CREATE TABLE p (id TEXT PRIMARY KEY); CREATE TABLE c (p TEXT REFERENCES p); ALTER TABLE p RENAME TO q; DROP TABLE IF EXISTS p;",
        "CREATE TABLE t (a); CREATE VIRTUAL TABLE f USING fts5(a, content='t'); ALTER TABLE f RENAME TO g; DROP TABLE t;",
        "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; DROP VIEW v;",
    ],
)  # fmt: skip
def test_statements_are_read_as_the_engine_reads_them(sql):
    assert_alike(sql)


@pytest.mark.parametrize("seed", range(40))
def test_random_schemas_are_read_alike(seed):
    sampler = Sampler(seed)
    sql = sampler.schema() + "\n" + sampler.migration()[0]
    assert_alike(sql)
