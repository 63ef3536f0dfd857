"""Rows read and written for each row of a table, as workerd's own `meta` counted them (docs/code-and-cost.md)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.d1.queries.cost import rates_of
from nhimbe_migrations.d1.queries.current_schema import CurrentSchema
from nhimbe_migrations.d1.shadow.shadow import open_shadow

PLAIN = "CREATE TABLE t (id TEXT PRIMARY KEY, a INTEGER, b TEXT, c TEXT)"
INDEXED = f"{PLAIN}; CREATE INDEX ia ON t(a)"
COPY = f"{PLAIN}; CREATE TABLE n (id TEXT PRIMARY KEY, a INTEGER NOT NULL, b TEXT, c TEXT)"
TRIGGER = (
    f"{PLAIN}; CREATE TABLE l (id INTEGER PRIMARY KEY, k TEXT);"
    "CREATE TRIGGER tr AFTER UPDATE ON t BEGIN INSERT INTO l (k) VALUES (new.id); END"
)
REBUILD = "INSERT INTO n (id, a, b, c) SELECT id, a, b, c FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t"


@pytest.mark.parametrize(
    ("schema", "sql", "read", "written"),
    [
        (PLAIN, "UPDATE t SET c = 'x'", 1, 1),
        (PLAIN, "UPDATE t SET c = 'x' WHERE a > 3", 1, 1),
        (PLAIN, "UPDATE t SET id = id || 'y'", 1, 2),
        (PLAIN, "UPDATE t SET c = (SELECT max(a) FROM t)", 2, 1),
        (PLAIN, "DELETE FROM t", 0, 1),
        (PLAIN, "DELETE FROM t WHERE a > 3", 1, 1),
        (PLAIN, "CREATE INDEX i1 ON t(b)", 2, 1),
        (PLAIN, "CREATE UNIQUE INDEX i1 ON t(a)", 2, 1),
        (PLAIN, "ALTER TABLE t ADD COLUMN d TEXT", 0, 0),
        (PLAIN, "ALTER TABLE t ADD COLUMN d TEXT DEFAULT 'x' NOT NULL", 0, 0),
        (PLAIN, "ALTER TABLE t DROP COLUMN c", 1, 1),
        (PLAIN, "ALTER TABLE t RENAME COLUMN c TO e", 0, 0),
        (PLAIN, "DROP TABLE t", 0, 0),
        (PLAIN, "INSERT INTO t SELECT id || 'x', a, b, c FROM t", 2, 2),
        (PLAIN, "CREATE TABLE n AS SELECT * FROM t", 1, 1),
        (INDEXED, "UPDATE t SET c = 'x'", 1, 1),
        (INDEXED, "UPDATE t SET a = 1", 1, 2),
        (INDEXED, "DELETE FROM t WHERE a > 3", 1, 1),
        (INDEXED, "INSERT INTO t SELECT id || 'x', a, b, c FROM t", 2, 3),
        (COPY, REBUILD, 1, 2),
        (TRIGGER, "UPDATE t SET c = 'x'", 3, 2),
    ],
)
def test_the_rate_is_that_of_workerd(schema: str, sql: str, read: int, written: int) -> None:
    shadow = open_shadow()
    for statement in schema.split("; ") if "TRIGGER" not in schema else [schema]:
        shadow.connection.execute(statement)
    rates = rates_of(shadow, sql)
    shadow.close()
    assert (sum(rates.read.values()), sum(rates.written.values())) == (read, written)


def test_rows_that_are_inserted_count_once() -> None:
    shadow = open_shadow()
    shadow.connection.execute(PLAIN)
    rates = rates_of(shadow, "INSERT INTO t (id, a) VALUES ('x', 1), ('y', 2)")
    shadow.close()
    assert (rates.once_read, rates.once_written) == (0, 4)


LIVED = (
    "CREATE TABLE t0 (id INTEGER PRIMARY KEY AUTOINCREMENT, a UNIQUE); CREATE TABLE t1 (id TEXT PRIMARY KEY, p REFERENCES t0(id) ON DELETE CASCADE);"
    "CREATE TABLE t2 (id TEXT PRIMARY KEY, p REFERENCES t1(id) ON DELETE SET NULL) WITHOUT ROWID; CREATE INDEX i1 ON t1(p); CREATE INDEX I2 ON T2(p);"
    "CREATE TABLE t3 (id, a, p REFERENCES t3(id)); CREATE VIEW v0 AS SELECT * FROM t1; CREATE VIRTUAL TABLE f0 USING fts5(body);"
    "CREATE TRIGGER r1 AFTER DELETE ON t1 BEGIN DELETE FROM t3; END; CREATE TRIGGER r2 AFTER INSERT ON t0 BEGIN UPDATE t3 SET a = 1; END;"
)
FOLLOWED = (
    "DROP TABLE t{n}", "DROP TABLE IF EXISTS T{n}", "DROP TABLE IF EXISTS t{n}", "DROP TABLE main.t{n}", "DROP TABLE IF EXISTS v{n}",
    "DROP TABLE f0", "DROP INDEX i{n}", "DROP VIEW v0", "CREATE TABLE t{n} (id, a, p)", "ALTER TABLE t{n} ADD COLUMN b",
    "ALTER TABLE t{n} RENAME TO t{m}", "DELETE FROM t{n}", "UPDATE t{n} SET p = NULL", "INSERT INTO t{n} (id) VALUES (1)",
    "CREATE INDEX i{n} ON t{m}(id)", "DROP TRIGGER r{n}",
)  # fmt: skip
statements = st.lists(
    st.builds(
        lambda text, n, m: text.format(n=n, m=m),
        st.sampled_from(FOLLOWED[:3]) | st.sampled_from(FOLLOWED),
        st.integers(0, 4),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(statements)
def test_tables_that_go_one_after_the_other_cost_what_each_does(texts: list[str]) -> None:
    """They run as soon as something else asks, and the catalogue's rows are counted without them."""
    found = []
    for waits in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not waits:
                patch.setattr(CurrentSchema, "_is_sure", lambda *_: False)
            shadow = open_shadow()
            shadow.load(LIVED)
            found.append(rates_of(shadow, ";\n".join(texts)))
            shadow.close()
    assert found[0] == found[1]
