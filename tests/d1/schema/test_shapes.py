"""What a migration does to rows, as types.ts is told."""

from __future__ import annotations

import pytest

from nhimbe_migrations.changes.shapes import (
    AddMember,
    AddShape,
    FieldShape,
    RemoveMember,
    RemoveShape,
    RenameMember,
    RenameShape,
)
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.schema.type_changes import shape_changes


def _shapes(before, migration, schema_after):
    schema = load_schema(before).schema
    return shape_changes(schema, schema_after(before, migration), read_renames(migration, schema))


@pytest.mark.parametrize(
    ("column", "shape"),
    [
        ("c TEXT", FieldShape("c", "string")),
        ("c TEXT NOT NULL DEFAULT ''", FieldShape("c", "string", nullable=False)),
        ("c INTEGER", FieldShape("c", "int")),
        ("c REAL", FieldShape("c", "number")),
        ("c DECIMAL(10, 2)", FieldShape("c", "number")),
        ("c BOOLEAN DEFAULT 0", FieldShape("c", "boolean")),
        ("c INTEGER NOT NULL DEFAULT 0 CHECK (c IN (0, 1))", FieldShape("c", "boolean", nullable=False)),
        ("c TEXT DEFAULT (datetime('now'))", FieldShape("c", "string")),
        ("c DATETIME", FieldShape("c", "string")),
        ("c TEXT DEFAULT '[]'", FieldShape("c", "unknown", ts_type="unknown[]")),
        ("c TEXT NOT NULL DEFAULT '{}'", FieldShape("c", "unknown", nullable=False, ts_type="Record<string, unknown>")),
        ("c JSON", FieldShape("c", "unknown")),
        ("c BLOB", FieldShape("c", "unknown")),
        ("c TEXT CHECK (c IN ('a', 'it''s, b'))", FieldShape("c", "string", literals=("a", "it's, b"))),
        ("c TEXT CHECK (c IS NULL OR c IN ('a'))", FieldShape("c", "string", literals=("a",))),
        ("c TEXT CHECK (c NOT IN ('a'))", FieldShape("c", "string")),
        ("c TEXT CHECK (c IN ('a') OR c LIKE 'x%')", FieldShape("c", "string")),
    ],
)
def test_a_column_becomes_the_type_that_its_constraints_tell(column, shape, schema_after):
    assert _shapes("CREATE TABLE t (id TEXT PRIMARY KEY);", f"CREATE TABLE u ({column});", schema_after) == (
        AddShape("u", (shape,), "d1"),
    )


def test_members_are_added_removed_and_renamed(schema_after):
    migration = "ALTER TABLE t ADD COLUMN c INTEGER; ALTER TABLE t DROP COLUMN a; ALTER TABLE t RENAME COLUMN b TO bb;"
    assert _shapes("CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT, b TEXT);", migration, schema_after) == (
        RemoveMember("t", "a", "d1"),
        RenameMember("t", "b", "bb", "d1"),
        AddMember("t", FieldShape("c", "int"), "d1"),
    )


def test_tables_are_renamed_and_removed(schema_after):
    migration = "ALTER TABLE t RENAME TO people; DROP TABLE u;"
    assert _shapes("CREATE TABLE t (id TEXT); CREATE TABLE u (id TEXT);", migration, schema_after) == (
        RenameShape("t", "people", "d1"),
        RemoveShape("u", "d1"),
    )


def test_a_rebuilt_table_changes_only_what_its_rows_show(schema_after):
    migration = "CREATE TABLE n (id TEXT PRIMARY KEY, a INTEGER); DROP TABLE t; ALTER TABLE n RENAME TO t;"
    assert _shapes("CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT);", migration, schema_after) == (
        RemoveMember("t", "a", "d1"),
        AddMember("t", FieldShape("a", "int"), "d1"),
    )


def test_indexes_and_search_tables_change_no_rows(schema_after):
    migration = "CREATE INDEX i ON t(id); CREATE VIRTUAL TABLE f USING fts5(body);"
    assert _shapes("CREATE TABLE t (id TEXT);", migration, schema_after) == ()
