"""A schema is read as the engine understands it."""

from __future__ import annotations

from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.model import Column, ForeignKey, Index, IndexTerm, Reference, Table, Trigger, Unique
from nhimbe_migrations.d1.sql.create_table import Check


def test_a_table_with_everything():
    sql = (
        "CREATE TABLE t (a TEXT COLLATE NOCASE NOT NULL UNIQUE, b INT DEFAULT (1+1) REFERENCES p ON DELETE CASCADE, "
        "c TEXT AS (a || ')') STORED, PRIMARY KEY (b, a), CONSTRAINT ok CHECK (a IN ('(', 'x')), UNIQUE (c, b)) WITHOUT ROWID"
    )
    schema = load_schema(f"CREATE TABLE p (id TEXT PRIMARY KEY); {sql};").schema
    table = schema.table("T")
    assert table == Table(
        "t",
        (
            Column("a", "TEXT", notnull=True, primary_key=2, collation="NOCASE"),
            Column("b", "INT", notnull=True, default="1+1", primary_key=1),
            Column("c", "TEXT", generated="stored"),
        ),
        sql,
        (ForeignKey(("b",), "p", ("id",), on_delete="CASCADE"),),
        (Unique(("a",)), Unique(("c", "b"))),
        without_rowid=True,
    )
    assert table.primary_key == ("b", "a")
    assert table.checks == (Check("a IN ('(', 'x')", None, "ok"),)
    assert schema.references_to("p") == (Reference("t", table.foreign_keys[0]),)


def test_indexes_and_triggers_belong_to_their_table():
    schema = load_schema(
        "CREATE TABLE t (a, b); CREATE UNIQUE INDEX i ON t(a DESC, lower(b)) WHERE b > 1;"
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;"
    ).schema
    terms = (IndexTerm("a", "BINARY", descending=True), IndexTerm(None, "BINARY", descending=False))
    assert schema.indexes_of("T") == (
        Index(
            "i", "t", terms, unique=True, partial=True, sql="CREATE UNIQUE INDEX i ON t(a DESC, lower(b)) WHERE b > 1"
        ),
    )
    assert schema.triggers_of("t") == (Trigger("g", "t", "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END"),)


def test_shadow_tables_and_tables_of_the_engine_are_hidden():
    schema = load_schema(
        "CREATE TABLE d (id INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT); CREATE VIRTUAL TABLE f USING fts5(b, content='d');"
        "CREATE TABLE d1_migrations (id); INSERT INTO d (b) VALUES ('x');"
    ).schema
    assert [table.name for table in schema.tables] == ["d"]
    assert schema.tables[0].autoincrement
    (search,) = schema.virtual_tables
    assert (search.name, search.module, search.shadows) == ("f", "fts5", ("f_config", "f_data", "f_docsize", "f_idx"))
    assert schema.internal == ("sqlite_sequence", "d1_migrations")


def test_a_broken_view_says_why_and_stops_nothing():
    schema = load_schema(
        "CREATE TABLE a (x); CREATE VIEW good AS SELECT x FROM a; CREATE VIEW bad AS SELECT y FROM a;"
    ).schema
    good, bad = schema.views
    assert ([column.name for column in good.columns], good.problem) == (["x"], None)
    assert (bad.columns, bad.problem) == ((), "no such column: y")


def test_statements_that_do_not_run_are_told_with_their_line():
    loaded = load_schema("CREATE TABLE a (x);\n\nCREATE TABEL b (x);\n")
    assert [table.name for table in loaded.schema.tables] == ["a"]
    assert loaded.problems == ((3, 'near "TABEL": syntax error at offset 7: SQLITE_ERROR'),)


def test_a_table_called_like_a_function_of_sqlite_hides_nothing():
    """D1 takes such tables (measured on both engines), and they come before the function of their name."""
    names = ("json_each", "pragma_table_list", "pragma_table_xinfo", "pragma_index_list", "pragma_foreign_key_list")
    sql = "".join(f"CREATE TABLE {name} (id TEXT PRIMARY KEY, kept TEXT UNIQUE);" for name in names)
    schema = load_schema(f"{sql} CREATE TABLE child (of_id TEXT REFERENCES json_each(id));").schema
    assert [(table.name, [column.name for column in table.columns]) for table in schema.tables] == [
        *((name, ["id", "kept"]) for name in names),
        ("child", ["of_id"]),
    ]
    assert schema.table("json_each").uniques == (Unique(("kept",)),)
    assert [reference.table for reference in schema.references_to("json_each")] == ["child"]
