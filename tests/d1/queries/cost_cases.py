"""Migrations whose rows read and written are compared with what D1 itself counts: kinds of statement on kinds of table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["CostCase", "cost_cases"]


@dataclass(frozen=True, slots=True)
class CostCase:
    """A migration on filled tables."""

    kind: str
    table: str
    schema: str
    fill: str
    """With `{n}` for the number of rows of `t`."""
    sql: str
    rows: tuple[tuple[str, int], ...] = (("t", 1),)
    """Table and how many rows it has for each row of `t`."""
    at_most: bool = False
    """The rows decide, and nobody has seen them: the figure is what it may come to."""


_COLUMNS = "a INTEGER, b TEXT, c TEXT"
_TABLES = {
    "plain": f"CREATE TABLE t (id TEXT PRIMARY KEY, {_COLUMNS});",
    "integer key": f"CREATE TABLE t (id INTEGER PRIMARY KEY, {_COLUMNS});",
    "no key": f"CREATE TABLE t (id TEXT, {_COLUMNS});",
    "two indexes": f"CREATE TABLE t (id TEXT PRIMARY KEY, {_COLUMNS}); CREATE INDEX i_a ON t(a); CREATE INDEX i_bc ON t(b, c);",
    "UNIQUE": f"CREATE TABLE t (id INTEGER PRIMARY KEY, {_COLUMNS}, UNIQUE (b));",
    "WITHOUT ROWID": f"CREATE TABLE t (id TEXT PRIMARY KEY, {_COLUMNS}) WITHOUT ROWID; CREATE INDEX i_a ON t(a);",
    "STRICT": f"CREATE TABLE t (id TEXT PRIMARY KEY, {_COLUMNS}) STRICT;",
    "generated": f"CREATE TABLE t (id TEXT PRIMARY KEY, {_COLUMNS}, g TEXT GENERATED ALWAYS AS (lower(b)) STORED); CREATE INDEX i_g ON t(g);",
    "partial index": f"CREATE TABLE t (id TEXT PRIMARY KEY, {_COLUMNS}); CREATE INDEX i_p ON t(b) WHERE a >= 0;",
    "partial index not met": f"CREATE TABLE t (id TEXT PRIMARY KEY, {_COLUMNS}); CREATE INDEX i_p ON t(b) WHERE a < 0;",
    "expression index": f"CREATE TABLE t (id TEXT PRIMARY KEY, {_COLUMNS}); CREATE INDEX i_e ON t(lower(b));",
}
_FILL = (
    "WITH RECURSIVE s(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM s WHERE x < {n})"
    " INSERT INTO t (id, a, b, c) SELECT {key}, x, 'b' || x, 'c' || x FROM s;"
)
_STATEMENTS = {
    "UPDATE every row": "UPDATE t SET c = 'x'",
    "UPDATE of an indexed column": "UPDATE t SET a = a + 1000",
    "UPDATE with a WHERE": "UPDATE t SET c = 'x' WHERE c LIKE 'c%'",
    "UPDATE with an expression": "UPDATE t SET b = b || 'y', c = b",
    "DELETE every row": "DELETE FROM t",
    "DELETE with a WHERE": "DELETE FROM t WHERE c LIKE 'c%'",
    "INSERT of values": "INSERT INTO t (id, a, b, c) VALUES (9001, 1, 'p', 'q'), (9002, 2, 'r', 's')",
    "CREATE INDEX": "CREATE INDEX i_new ON t(c)",
    "CREATE UNIQUE INDEX": "CREATE UNIQUE INDEX i_new ON t(c)",
    "ADD COLUMN": "ALTER TABLE t ADD COLUMN d TEXT",
    "ADD COLUMN NOT NULL DEFAULT": "ALTER TABLE t ADD COLUMN d TEXT NOT NULL DEFAULT 'x'",
    "RENAME COLUMN": "ALTER TABLE t RENAME COLUMN c TO e",
    "DROP COLUMN": "ALTER TABLE t DROP COLUMN c",
    "DROP TABLE": "DROP TABLE t",
    "CREATE TABLE AS": "CREATE TABLE n AS SELECT * FROM t",
}


def cost_cases() -> Iterator[CostCase]:
    """Yield every case."""
    for name, schema in _TABLES.items():
        integer = "id INTEGER" in schema
        fill = _FILL.replace("{key}", "x" if integer else "'k' || x")
        for kind, sql in _STATEMENTS.items():
            text = sql.replace("9001", "'z1'").replace("9002", "'z2'") if "INSERT" in sql and not integer else sql
            if kind == "DROP COLUMN" and name == "two indexes":
                text = "DROP INDEX i_bc; ALTER TABLE t DROP COLUMN c"
            yield CostCase(kind, name, schema, fill, text, at_most=name.endswith("not met"))
    plain = _TABLES["plain"]
    keyed = _FILL.replace("{key}", "'k' || x")
    for kind, extra, sql in _ONE_OF_A_KIND:
        rows_decide = any(word in kind for word in ("not met", "finds nothing", "that is there", "upsert", "REPLACE"))
        yield CostCase(kind, "plain", f"{plain} {extra}", keyed, sql, at_most=rows_decide)
    for kind, extra, more, sql in _WITH_CHILDREN:
        yield CostCase(
            kind,
            "with children",
            f"{plain} {extra}",
            f"{keyed} {more}",
            sql,
            (("t", 1), ("ch", 2)),
            at_most="count of" in kind or kind.endswith("over an index"),
        )


_REBUILD = "CREATE TABLE n (id TEXT PRIMARY KEY, a INTEGER NOT NULL, b TEXT, c TEXT); INSERT INTO n (id, a, b, c) SELECT id, a, b, c FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t"
_LOG = "CREATE TABLE l (id INTEGER PRIMARY KEY, k TEXT);"
_ONE_OF_A_KIND = (
    ("UPDATE of a key", "", "UPDATE t SET id = id || 'y'"),
    ("UPDATE with max() of the table", "", "UPDATE t SET c = (SELECT max(a) FROM t)"),
    ("UPDATE with a look-up that finds nothing", "CREATE TABLE u (id TEXT PRIMARY KEY, v TEXT);", "UPDATE t SET c = (SELECT v FROM u WHERE u.id = t.id)"),
    ("UPDATE with a trigger", f"{_LOG} CREATE TRIGGER tr AFTER UPDATE ON t BEGIN INSERT INTO l (k) VALUES (new.id); END;", "UPDATE t SET c = 'x'"),
    ("UPDATE with a trigger that updates the row", "CREATE TRIGGER tr AFTER UPDATE OF c ON t BEGIN UPDATE t SET b = 'z' WHERE id = new.id; END;", "UPDATE t SET c = 'x'"),
    ("DELETE with a trigger", f"{_LOG} CREATE TRIGGER tr AFTER DELETE ON t BEGIN INSERT INTO l (k) VALUES (old.id); END;", "DELETE FROM t"),
    ("INSERT with a trigger", f"{_LOG} CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO l (k) VALUES (new.id); END;", "INSERT INTO t (id, a) VALUES ('z1', 1), ('z2', 2)"),
    ("INSERT … SELECT of the table itself", "", "INSERT INTO t SELECT id || 'x', a, b, c FROM t"),
    ("INSERT … SELECT into another table", "", "CREATE TABLE o (id TEXT PRIMARY KEY, a INTEGER); INSERT INTO o (id, a) SELECT id, a FROM t"),
    ("INSERT … SELECT into a table with an index", "", "CREATE TABLE o (id TEXT PRIMARY KEY, a INTEGER); CREATE INDEX i_o ON o(a); INSERT INTO o (id, a) SELECT id, a FROM t"),
    ("INSERT OR IGNORE … SELECT", "", "CREATE TABLE o (id TEXT PRIMARY KEY, a INTEGER); INSERT OR IGNORE INTO o (id, a) SELECT id, a FROM t"),
    ("INSERT … SELECT with DISTINCT", "", "CREATE TABLE o (b TEXT); INSERT INTO o (b) SELECT DISTINCT b FROM t"),
    ("INSERT … SELECT with GROUP BY", "", "CREATE TABLE o (b TEXT, n INTEGER); INSERT INTO o (b, n) SELECT b, count(*) FROM t GROUP BY b"),
    ("upsert of new rows", "", "INSERT INTO t (id, a) VALUES ('z1', 1) ON CONFLICT (id) DO UPDATE SET a = excluded.a"),
    ("upsert of a row that is there", "", "INSERT INTO t (id, a) VALUES ('k1', 1) ON CONFLICT (id) DO UPDATE SET a = excluded.a"),
    ("INSERT OR REPLACE of a row that is there", "", "INSERT OR REPLACE INTO t (id, a) VALUES ('k1', 1)"),
    ("CREATE INDEX with a condition", "", "CREATE INDEX i_new ON t(c) WHERE a >= 0"),
    ("CREATE INDEX with a condition not met", "", "CREATE INDEX i_new ON t(c) WHERE a < 0"),
    ("CREATE INDEX on an expression", "", "CREATE INDEX i_new ON t(lower(c))"),
    ("CREATE INDEX on two columns", "", "CREATE INDEX i_new ON t(a, c)"),
    ("ADD COLUMN with CHECK", "", "ALTER TABLE t ADD COLUMN d TEXT CHECK (d <> '')"),
    ("ADD COLUMN with REFERENCES", "CREATE TABLE p (id TEXT PRIMARY KEY);", "ALTER TABLE t ADD COLUMN p_id TEXT REFERENCES p(id)"),
    ("ADD COLUMN generated", "", "ALTER TABLE t ADD COLUMN d TEXT GENERATED ALWAYS AS (lower(b)) VIRTUAL"),
    ("RENAME TO", "", "ALTER TABLE t RENAME TO s"),
    ("DROP INDEX", "CREATE INDEX i_b ON t(b);", "DROP INDEX i_b"),
    ("CREATE TABLE", "", "CREATE TABLE o (id TEXT PRIMARY KEY, a INTEGER UNIQUE)"),
    ("CREATE TABLE with an integer key", "", "CREATE TABLE o (id INTEGER PRIMARY KEY, a INTEGER)"),
    ("CREATE TABLE AUTOINCREMENT", "", "CREATE TABLE o (id INTEGER PRIMARY KEY AUTOINCREMENT, a INTEGER)"),
    ("CREATE VIEW", "", "CREATE VIEW v AS SELECT id FROM t"),
    ("CREATE TRIGGER", "", "CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET c = 'x' WHERE id = new.id; END"),
    ("DROP VIEW", "CREATE VIEW v AS SELECT id FROM t;", "DROP VIEW v"),
    ("rebuild", "", _REBUILD),
    ("rebuild with an index", "CREATE INDEX i_b ON t(b);", f"{_REBUILD}; CREATE INDEX i_b ON t(b)"),
    ("CREATE VIRTUAL TABLE", "", "CREATE VIRTUAL TABLE f USING fts5(id UNINDEXED, b)"),
    ("full text filled", "", "CREATE VIRTUAL TABLE f USING fts5(id UNINDEXED, b); INSERT INTO f (id, b) SELECT id, b FROM t"),
)  # fmt: skip
_CHILD = "CREATE TABLE ch (id INTEGER PRIMARY KEY, t_id TEXT REFERENCES t(id) {action});"
_CHILDREN = "INSERT INTO ch (t_id) SELECT id FROM t; INSERT INTO ch (t_id) SELECT id FROM t;"
_WITH_CHILDREN = (
    ("DELETE that cascades over an index", f"{_CHILD.format(action='ON DELETE CASCADE')} CREATE INDEX i_t ON ch(t_id);", _CHILDREN, "DELETE FROM t"),
    ("DELETE that sets NULL over an index", f"{_CHILD.format(action='ON DELETE SET NULL')} CREATE INDEX i_t ON ch(t_id);", _CHILDREN, "DELETE FROM t"),
    ("UPDATE of a parent", f"{_CHILD.format(action='')} CREATE INDEX i_t ON ch(t_id);", _CHILDREN, "UPDATE t SET c = 'x'"),
    ("DELETE of children", f"{_CHILD.format(action='ON DELETE CASCADE')} CREATE INDEX i_t ON ch(t_id);", _CHILDREN, "DELETE FROM ch WHERE t_id LIKE 'k%'"),
    ("INSERT … SELECT from a join", f"{_CHILD.format(action='')} CREATE INDEX i_t ON ch(t_id);", _CHILDREN, "CREATE TABLE o (a TEXT, b TEXT); INSERT INTO o (a, b) SELECT t.b, ch.t_id FROM ch JOIN t ON t.id = ch.t_id"),
    ("UPDATE of children from the parent", f"{_CHILD.format(action='')} CREATE INDEX i_t ON ch(t_id); ALTER TABLE ch ADD COLUMN v TEXT;", _CHILDREN, "UPDATE ch SET v = (SELECT c FROM t WHERE t.id = ch.t_id)"),
    ("UPDATE of the parent from a count of children", f"{_CHILD.format(action='')} CREATE INDEX i_t ON ch(t_id);", _CHILDREN, "UPDATE t SET a = (SELECT count(*) FROM ch WHERE ch.t_id = t.id)"),
    ("DROP TABLE of a parent that cascades over an index", f"{_CHILD.format(action='ON DELETE CASCADE')} CREATE INDEX i_t ON ch(t_id);", _CHILDREN, "DROP TABLE t"),
    ("DROP TABLE of a parent that sets NULL over an index", f"{_CHILD.format(action='ON DELETE SET NULL')} CREATE INDEX i_t ON ch(t_id);", _CHILDREN, "DROP TABLE t"),
    ("DROP TABLE of children", f"{_CHILD.format(action='')}", _CHILDREN, "DROP TABLE ch"),
)  # fmt: skip
