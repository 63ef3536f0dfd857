"""For random histories and drifts: what a proof lets through loses no row on any state."""

from __future__ import annotations

import sqlite3
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nhimbe_migrations.d1.proof.every_state import prove_on_states
from nhimbe_migrations.d1.rebuild.plan import plan_rebuild
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.loading import load_schema, load_statements
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.states.baseline import Baseline
from nhimbe_migrations.d1.states.states import States, build_states, states_before
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.rendering import render

PARENT = "CREATE TABLE p (id TEXT PRIMARY KEY, a TEXT, b TEXT);"
ACTIONS = ("CASCADE", "SET NULL", "NO ACTION", "RESTRICT")


@st.composite
def children(draw: st.DrawFn, prefix: str) -> list[str]:
    """Tables that hang on `p`, and one another."""
    made: list[str] = []
    for at in range(draw(st.integers(0, 2))):
        on = draw(st.sampled_from(["p", *(f"{prefix}{before}" for before in range(at))]))
        action = draw(st.sampled_from(ACTIONS))
        made.append(
            f"CREATE TABLE {prefix}{at} (id TEXT PRIMARY KEY, ref TEXT REFERENCES {on}(id) ON DELETE {action}, x TEXT);"
        )
    return made


@st.composite
def columns(draw: st.DrawFn) -> list[str]:
    names = draw(st.lists(st.sampled_from(["c", "d", "e"]), unique=True, max_size=3))
    return [f"ALTER TABLE p ADD COLUMN {name} TEXT;" for name in names]


@st.composite
def databases(draw: st.DrawFn) -> tuple[States, tuple[tuple[str, str], ...], str]:
    """A history, and a schema.sql that has parts of it, and parts of its own."""
    by_history = [*draw(children("h")), *draw(columns())]
    migrations = tuple((f"{at:03d}.sql", sql) for at, sql in enumerate(by_history, start=1))
    kept = [sql for sql in draw(st.permutations(by_history)) if draw(st.booleans())]
    own = [*draw(children("s")), *(["ALTER TABLE p ADD COLUMN z TEXT;"] if draw(st.booleans()) else [])]
    schema = "\n".join((PARENT, *sorted(kept), *own))
    assume(not load_schema(schema).problems)
    versions = (Baseline("first", PARENT), Baseline("last", schema))
    return build_states(migrations, committed=schema, versions=versions), migrations, schema


def database(schema: str, migration: str | None = None) -> sqlite3.Connection:
    """A database with a row and a child of it in every table, as D1 keeps it: foreign keys on."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(schema)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
    for name in names:
        listed = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        for key in ("1", "2"):
            values = [key if column in {"id", "ref"} else f"{column} of {name} {key}" for column in listed]
            connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(listed))})", values)
    connection.execute("PRAGMA foreign_keys = ON")
    if migration is not None:
        connection.executescript(f"BEGIN;{migration};COMMIT;")
    return connection


def contents(connection: sqlite3.Connection, names: dict[str, list[str]]) -> dict[str, list[Any]]:
    return {
        name: connection.execute(f"SELECT {', '.join(listed)} FROM {name} ORDER BY id").fetchall()
        for name, listed in names.items()
    }


def tables_of(schema: str) -> dict[str, list[str]]:
    return {table.name: [column.name for column in table.columns] for table in load_schema(schema).schema.tables}


MIGRATIONS = st.sampled_from([
    "CREATE TABLE n (id TEXT PRIMARY KEY, a TEXT, b TEXT); INSERT INTO n SELECT id, a, b FROM p; DROP TABLE p; ALTER TABLE n RENAME TO p;",
    "ALTER TABLE p ADD COLUMN q TEXT;",
    "DELETE FROM p WHERE id = '1';",
    "CREATE INDEX i ON h0(x);",
    "ALTER TABLE p RENAME COLUMN a TO aa;",
    "DROP TABLE IF EXISTS h0;",
    "INSERT OR REPLACE INTO p (id) SELECT id FROM p;",
])  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(databases(), MIGRATIONS)
def test_what_a_proof_lets_through_empties_no_other_table_on_any_state(
    made: tuple[States, tuple[tuple[str, str], ...], str], migration: str
) -> None:
    states, _, _ = made
    proofs = prove_on_states(states, migration)
    if any(finding.severity == "error" for finding in proofs.findings):
        return
    for item in proofs.all:
        if not item.proof.applied:
            continue
        try:
            after = database(item.state.sql, migration)
        except sqlite3.IntegrityError:  # then nothing goes, and a query that is told counts these rows
            asked = item.proof.look_first
            assert any(database(item.state.sql).execute(query).fetchone()[0] for query in asked), asked
            continue
        for name, listed in tables_of(item.state.sql).items():
            gone = name == "p" or f"TABLE IF EXISTS {name}" in migration
            if not gone:
                assert contents(after, {name: listed}) == contents(database(item.state.sql), {name: listed}), name
        after.close()


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(databases())
def test_a_rebuild_keeps_every_row_on_every_state_on_which_it_runs(
    made: tuple[States, tuple[tuple[str, str], ...], str],
) -> None:
    states, _, _ = made
    table = states.history.schema.table("p")
    assert table is not None
    listed = ", ".join(f"{column.name} TEXT" for column in table.columns if column.name not in {"id", "b"})
    wanted = f"CREATE TABLE p (id TEXT PRIMARY KEY, b TEXT NOT NULL DEFAULT 'none', {listed})"
    try:
        plan = plan_rebuild(states.history.sql, table="p", definition=wanted, columns={}, render=render)
    except MigrationsError:
        return
    for item in prove_on_states(states, plan.sql).all:
        if item.proof.applied:
            names = tables_of(item.state.sql)
            after = database(item.state.sql, plan.sql)
            assert contents(after, names) == contents(database(item.state.sql), names)
            after.close()


def everything_in(image: bytes) -> tuple[set[Any], dict[str, list[Any]]]:
    """The catalog of a database, and the rows of each of its tables."""
    connection = sqlite3.connect(":memory:")
    if image:
        connection.deserialize(image)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    listed = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    tables = [name for kind, name, *_ in listed if kind == "table"]
    return set(listed), {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in tables}


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(databases())
def test_the_history_holds_all_that_any_state_has_and_its_text_makes_it(
    made: tuple[States, tuple[tuple[str, str], ...], str],
) -> None:
    states, migrations, schema = made
    history = states.history.schema
    assert load_schema(states.history.sql).problems == ()
    kept, made_of_text = load_schema(states.history.sql), load_statements(Script.of(states.history.sql).statements)
    assert kept.schema == made_of_text.schema == history
    assert everything_in(kept.image) == everything_in(made_of_text.image), "what was replayed is what its text makes"
    assert not [
        item
        for item in differences(load_schema(schema).schema, history)
        if item.kind == "only left" or "only on the left" in item.detail
    ]
    for at, (file, _) in enumerate(migrations):
        before = states_before(migrations, frozenset({file}), committed=None, baseline=Baseline("first", PARENT))[file]
        replayed = build_states(migrations[:at], committed=None, baseline=Baseline("first", PARENT))
        assert before.history.schema == replayed.history.schema
