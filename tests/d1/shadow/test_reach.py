"""A proof with rows only within reach of the migration says what one with rows in every table says."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.d1.proof import prove as proving
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.result import NOT_FILLED, Proof
from nhimbe_migrations.d1.proof.snapshot import image_of
from nhimbe_migrations.d1.rows.reach import tables_in_reach
from nhimbe_migrations.d1.schema.loading import load_schema

ACTIONS = ("CASCADE", "SET NULL", "RESTRICT", "NO ACTION")


@st.composite
def schemas(draw: st.DrawFn) -> str:
    """Tables t0 … that reference earlier ones, with views, triggers that write elsewhere, and an index or two."""
    count = draw(st.integers(3, 7))
    parts: list[str] = []
    for at in range(count):
        columns = ["id TEXT PRIMARY KEY", "n INTEGER NOT NULL DEFAULT 0", "name TEXT"]
        columns += [
            f"p{parent} TEXT REFERENCES t{parent}(id) ON DELETE {draw(st.sampled_from(ACTIONS))}"
            for parent in sorted(draw(st.sets(st.integers(0, at), max_size=2)))
        ]
        parts.append(f"CREATE TABLE t{at} ({', '.join(columns)});")
    shown = draw(st.sets(st.integers(0, count - 1), max_size=2))
    parts += [f"CREATE VIEW v{at} AS SELECT id, name FROM t{at};" for at in shown]
    for at in draw(st.sets(st.integers(0, count - 2), max_size=2)):
        event = draw(st.sampled_from(("INSERT", "DELETE", "UPDATE")))
        what = draw(
            st.sampled_from((f"UPDATE t{at + 1} SET n = n + 1;", f"DELETE FROM t{at + 1} WHERE name = 'gone';"))
        )
        parts.append(f"CREATE TRIGGER r{at} AFTER {event} ON t{at} BEGIN {what} END;")
    if draw(st.booleans()):
        parts.append("CREATE UNIQUE INDEX i0 ON t0(name);")
    return "\n".join(parts)


MIGRATIONS = (
    "DELETE FROM t{a};",
    "DROP TABLE t{a};",
    "ALTER TABLE t{a} ADD COLUMN extra TEXT;",
    "ALTER TABLE t{a} RENAME TO moved;",
    "UPDATE t{a} SET name = 'x';",
    "CREATE UNIQUE INDEX u ON t{a}(name);",
    "CREATE TABLE fresh (id TEXT PRIMARY KEY, of TEXT REFERENCES t{a}(id));",
    "INSERT INTO t{a} (id, n) SELECT id || '-2', n FROM t{b};",
    "DELETE FROM t{a} WHERE id IN (SELECT id FROM t{b});",
    "CREATE TABLE t9 AS SELECT * FROM t{a}; DROP TABLE t{a}; ALTER TABLE t9 RENAME TO t{a};",
    "DROP INDEX IF EXISTS i0;",
    "DROP TRIGGER IF EXISTS r{a};",
)


@settings(max_examples=40, deadline=None)
@given(schemas(), st.sampled_from(MIGRATIONS), st.integers(0, 2), st.integers(0, 2))
def test_the_verdict_does_not_depend_on_tables_beyond_reach(schema: str, migration: str, a: int, b: int) -> None:
    sql = migration.format(a=a, b=b)
    near = prove(schema, sql)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proving, "image_of", lambda schema_sql, _migration_sql: image_of(schema_sql))
        everywhere = prove(schema, sql)
    assert _verdict(near) == _verdict(everywhere)


def _verdict(proof: Proof) -> object:
    """All that a report is made of: findings but for tables that could not be filled, and the rows that changed."""
    changed = {(row.table, row.before, row.after) for row in proof.rows if row.before != row.after}
    findings = {finding for finding in proof.findings if finding.rule != NOT_FILLED.name}
    return replace(proof, rows=(), findings=(), unfilled=(), problems=()), changed, findings


def test_only_what_hangs_together_with_the_migration_is_filled() -> None:
    chains = [[f"c{chain}_{at}" for at in range(4)] for chain in range(5)]
    sql = "".join(
        f"CREATE TABLE {chain[0]} (id TEXT PRIMARY KEY);"
        + "".join(
            f"CREATE TABLE {name} (id TEXT PRIMARY KEY, up TEXT REFERENCES {above}(id));"
            for above, name in pairwise(chain)
        )
        for chain in chains
    )
    assert tables_in_reach(load_schema(sql).schema, "ALTER TABLE c2_1 ADD COLUMN n INTEGER;") == set(chains[2])
    rows = {row.table: row.before for row in prove(sql, "ALTER TABLE c2_1 ADD COLUMN n INTEGER;").rows}
    assert {name for name, count in rows.items() if count} == set(chains[2])


@pytest.mark.parametrize(
    ("more", "migration", "reached"),
    [
        ('CREATE TRIGGER r AFTER DELETE ON a BEGIN DELETE FROM "log book"; END;', "DELETE FROM a", {"a", "log book"}),
        ("CREATE VIEW v AS SELECT * FROM a;", "INSERT INTO c (id) SELECT id FROM V", {"a", "c"}),
        ("CREATE INDEX i ON b(id);", "DROP INDEX I", {"b"}),
        ("CREATE VIRTUAL TABLE f USING fts5(id, content='b');", "DELETE FROM b", {"b", "f"}),
        ("CREATE TRIGGER r AFTER INSERT ON c BEGIN INSERT INTO a (id) VALUES (new.id); END;", "DELETE FROM a", {"a", "c"}),
        ("CREATE TABLE k (id TEXT PRIMARY KEY REFERENCES c(id));", "DELETE FROM k", {"k", "c"}),
        ("", "CREATE TABLE d (id TEXT PRIMARY KEY)", set()),
    ],
)  # fmt: skip
def test_each_way_by_which_a_table_is_reached(more: str, migration: str, reached: set[str]) -> None:
    base = "".join(f'CREATE TABLE "{name}" (id TEXT PRIMARY KEY);' for name in ("a", "b", "c", "log book"))
    assert tables_in_reach(load_schema(base + more).schema, migration) == reached
