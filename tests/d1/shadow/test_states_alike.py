"""A proof that is taken over from a state that is the same in reach says what proving on the other one says."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from d1.shadow.random_migrations import made_migration, made_schema
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.result import Proof
from nhimbe_migrations.d1.proof.same_reach import proof_as_on

BEFORE = (
    "CREATE TABLE zz_first (id TEXT PRIMARY KEY, zz_n INTEGER CHECK (zz_n > 0));"
    "CREATE TRIGGER zz_trigger AFTER UPDATE ON zz_first BEGIN DELETE FROM zz_first WHERE zz_n = 3; END;"
)
AFTER = (
    "CREATE TABLE zz_last (id TEXT PRIMARY KEY, zz_of TEXT REFERENCES zz_first(id) ON DELETE CASCADE);"
    "CREATE INDEX zz_index ON zz_last(zz_of); CREATE VIEW zz_view AS SELECT zz_of FROM zz_last;"
)


def told(proof: Proof) -> Proof:
    """What is shown of a proof; the order in which tables stand is not."""
    return replace(proof, rows=tuple(sorted(proof.rows, key=lambda row: row.table)))


@settings(max_examples=30, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.booleans())
def test_what_is_taken_over_is_what_a_proof_of_its_own_gives(seed: int, swapped: bool) -> None:
    chance = random.Random(seed)
    tables, schema = made_schema(chance)
    sql = made_migration(chance, tables)
    other = f"{BEFORE}\n{schema}\n{AFTER}"
    one, two = (other, schema) if swapped else (schema, other)
    taken = proof_as_on(one, two, prove(one, sql), sql)
    if taken is not None:
        assert told(taken) == told(prove(two, sql))


BASE = (
    "CREATE TABLE notes (id TEXT PRIMARY KEY, body TEXT);"
    "CREATE TABLE tags (id TEXT PRIMARY KEY, note TEXT REFERENCES notes(id) ON DELETE CASCADE);"
)


@pytest.mark.parametrize(
    ("more", "migration", "is_taken"),
    [
        ("CREATE TABLE else_where (id TEXT);", "DELETE FROM notes;", True),
        ("CREATE INDEX i ON notes(body);", "UPDATE notes SET body = 'x';", False),
        ("CREATE TABLE links (of TEXT REFERENCES notes(id) ON DELETE CASCADE);", "DELETE FROM notes;", False),
        ("CREATE VIEW shown AS SELECT body FROM notes;", "ALTER TABLE notes RENAME COLUMN body TO text;", False),
        ("CREATE TRIGGER r AFTER DELETE ON tags BEGIN SELECT 1; END;", "DELETE FROM notes;", False),
        ("CREATE TABLE else_where (id TEXT); CREATE VIEW broken AS SELECT nothing FROM nowhere;", "DELETE FROM notes;", False),
        ("CREATE TABLE made (id TEXT);", "CREATE TABLE made (id TEXT, body TEXT);", False),
        ("CREATE TABLE else_where (id TEXT);", "PRAGMA optimize; DELETE FROM notes;", False),
        ("CREATE VIEW version AS SELECT 1 AS n;", "CREATE VIEW IF NOT EXISTS version AS SELECT 2 AS n; DELETE FROM notes;", False),
    ],
)  # fmt: skip
def test_a_proof_is_taken_over_only_where_the_states_agree_in_reach(
    more: str,
    migration: str,
    is_taken: bool,
) -> None:
    proof = prove(BASE, migration)
    taken = proof_as_on(BASE, BASE + more, proof, migration)
    assert (taken is not None) is is_taken
    if taken is not None:
        own = prove(BASE + more, migration)
        assert told(taken) == told(own)
        assert taken.schema_after == own.schema_after
