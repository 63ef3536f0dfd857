"""Rows read and written for each row of a table, as workerd's own `meta` counted them (docs/code-and-cost.md)."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.queries.cost import rates_of
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
