"""What the cases cannot say: refusals, line endings inside strings, size."""

from __future__ import annotations

import time

import pytest

from nhimbe_migrations.d1.schema_file.editor import bring_up_to_date
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.text import Edit, Span


def test_an_up_to_date_file_is_left_alone(schema_after):
    schema = "create table a (x);  -- as it is\n"
    edit = bring_up_to_date(schema, schema_after("CREATE TABLE a(x);", "SELECT 1;"), "")
    assert (edit.text, edit.edits, edit.changed) == (schema, (), False)


def test_a_seed_that_no_longer_fits_is_refused_with_what_to_write(schema_after):
    schema = "CREATE TABLE a (x TEXT, y TEXT);\n\nINSERT INTO a SELECT * FROM (SELECT 'p', 'q');\n"
    after = schema_after("CREATE TABLE a (x TEXT, y TEXT);", "ALTER TABLE a DROP COLUMN y;")
    with pytest.raises(RefusedError) as refused:
        bring_up_to_date(schema, after, "ALTER TABLE a DROP COLUMN y;")
    assert refused.value.what == "No edit of schema.sql could be proved to match the database."
    assert [finding.rule for finding in refused.value.findings] == ["schema-not-provable"]
    assert (
        "line 3 (`INSERT INTO a SELECT * FROM (SELECT 'p', 'q')`): table a has 1 columns but 2 values were supplied"
        in refused.value.why
    )
    assert "(line 3), and repeat this: the rest of the edit is made then" in refused.value.way_out


def test_a_statement_that_did_not_run_before_keeps_nothing_from_being_proved(schema_after):
    schema = "CREATE TABLE a (x TEXT);\nPRAGMA journal_mode = WAL;\n"
    after = schema_after("CREATE TABLE a (x TEXT);", "ALTER TABLE a ADD COLUMN y TEXT;")
    edit = bring_up_to_date(schema, after, "ALTER TABLE a ADD COLUMN y TEXT;")
    assert edit.text == "CREATE TABLE a (x TEXT, y TEXT);\nPRAGMA journal_mode = WAL;\n"


def test_a_line_break_inside_a_string_is_data_and_stays(schema_after):
    schema = "CREATE TABLE a (\r\n  x TEXT DEFAULT 'one\ntwo'\r\n);\r\n"
    migration = "ALTER TABLE a ADD COLUMN y TEXT DEFAULT 'three\nfour';"
    edit = bring_up_to_date(schema, schema_after(schema, migration), migration)
    assert edit.text == "CREATE TABLE a (\r\n  x TEXT DEFAULT 'one\ntwo',\r\n  y TEXT DEFAULT 'three\nfour'\r\n);\r\n"


def test_the_edits_of_an_added_column_are_a_comma_and_a_line(schema_after):
    schema = "CREATE TABLE a (\n  x TEXT -- note\n);\n"
    edit = bring_up_to_date(schema, schema_after(schema, "ALTER TABLE a ADD y;"), "ALTER TABLE a ADD y;")
    assert edit.edits == (Edit(Span(25, 25), ","), Edit(Span(33, 33), "\n  y"))


def generated(tables: int) -> str:
    """A schema of wide tables, as generators write them."""
    columns = "".join(f"  column_{n} TEXT NOT NULL DEFAULT 'a, b; (c)', -- number {n}, of many\n" for n in range(60))
    return "".join(
        f"-- Table {n}\nCREATE TABLE t{n} (\n  id TEXT PRIMARY KEY, -- uuid\n{columns}  UNIQUE (column_1)\n);\n\n"
        for n in range(tables)
    )


@pytest.mark.slow
def test_a_file_of_five_megabytes_is_edited_in_one_place(schema_after):
    schema = generated(1400)
    assert len(schema) > 5_000_000
    migration = "ALTER TABLE t700 ADD COLUMN city TEXT;"
    after = schema_after(schema, migration)
    start = time.perf_counter()
    edit = bring_up_to_date(schema, after, migration)
    assert edit.edits == (
        Edit(Span(place := schema.index("  UNIQUE", schema.index("CREATE TABLE t700 ")) - 1, place), "\n  city TEXT,"),
    )
    assert time.perf_counter() - start < 120
