"""Builds the states from texts, and keeps them by what went in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from nhimbe_migrations.d1.schema.loading import Loaded, keep_loaded, load_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.states.additions import add_what_only_the_file_has
from nhimbe_migrations.d1.states.baseline import Baseline, choose_baseline
from nhimbe_migrations.d1.states.dump import drop_orphans, dump
from nhimbe_migrations.d1.states.durable import name_of_states, save_states, saved_states
from nhimbe_migrations.d1.states.origins import Origin, Origins, slot_of
from nhimbe_migrations.d1.states.replay import HistoryReplay, Step, start_replay, steps_of
from nhimbe_migrations.d1.states.state import History, State, StateName

__all__ = ["Migrations", "State", "StateName", "States", "build_states", "states_before"]

Migrations = tuple[tuple[str, str], ...]
"""File and SQL of each migration, in the order of the history."""


@dataclass(frozen=True, slots=True)
class States:
    """Every database that can be had from the repository's texts."""

    history: State
    schema_file: State | None
    """Made from schema.sql as committed; None where there is none."""
    told: History
    key: str
    """Names all that went in, by its content."""

    @property
    def distinct(self) -> tuple[State, ...]:
        """The states on which a proof runs: `history` first, and `schema.sql` where it is another database."""
        file = self.schema_file
        return (self.history,) if file is None or _same(self.history, file) else (self.history, file)

    @property
    def names(self) -> tuple[StateName, ...]:
        """The names of all states that there are."""
        return ("history",) if self.schema_file is None else ("history", "schema.sql")

    def made_by(self, kind: str, name: str) -> Origin | None:
        """Return the statement that makes an object, or a column named `table.column`; None where no migration does."""
        if kind == "column":
            table, _, column = name.partition(".")
            return self.told.origins.maker_of_column(table, column)
        return self.told.origins.made.get((slot_of(kind), folded(name)))

    def standing_in(self, kind: str, name: str) -> tuple[StateName, ...]:
        """Return the names of the states that have an object."""
        states = (state for state in (self.history, self.schema_file) if state is not None)
        return tuple(state.name for state in states if _has(state.schema, slot_of(kind), name))


def _has(schema: Schema, slot: str, name: str) -> bool:
    return any(slot_of(kind) == slot and schema.find(kind, name) is not None for kind in get_args(ObjectKind))


def _same(left: State, right: State) -> bool:
    """Whether two databases are equal in all that a migration could meet, the order of columns included."""
    if left.sql == right.sql:
        return True
    a, b = ({(kind, item.name): item.sql for kind, item in state.schema.objects()} for state in (left, right))
    return a == b


def build_states(
    migrations: Migrations,
    *,
    committed: str | None,
    versions: tuple[Baseline, ...] = (),
    baseline: Baseline | None = None,
    pending: Migrations = (),
) -> States:
    """Return the states; built once for the same texts.

    Args:
        migrations: the whole history.
        committed: schema.sql as committed; None where there is none.
        versions: the committed versions of schema.sql, oldest first.
        baseline: where the migrations start, as the configuration says; found by replay when None.
        pending: those of `migrations` that the committed schema.sql cannot know yet.
    """
    return _build(migrations, committed, versions, baseline, pending)


@lru_cache(maxsize=8)
def _build(
    migrations: Migrations,
    committed: str | None,
    versions: tuple[Baseline, ...],
    baseline: Baseline | None,
    pending: Migrations,
) -> States:
    name = name_of_states(_inputs(migrations, committed, versions, baseline, pending))
    if (found := saved_states(name)) is not None:
        told, (history, *file) = found
        key = _key(migrations, committed, told.baseline, pending)
        return States(history, file[0] if file else None, told, key)
    states = _replayed(migrations, committed, versions, baseline, pending)
    save_states(name, states.told, (states.history, *((states.schema_file,) if states.schema_file else ())))
    return states


def _inputs(
    migrations: Migrations,
    committed: str | None,
    versions: tuple[Baseline, ...],
    baseline: Baseline | None,
    pending: Migrations,
) -> Iterator[str]:
    """All that the states hang on."""
    yield from _parts(migrations, committed, baseline or Baseline("found by replay"), pending)
    yield "" if baseline is None else f"\1{baseline.name}"
    for version in versions:
        yield version.name
        yield version.sql


def _replayed(
    migrations: Migrations,
    committed: str | None,
    versions: tuple[Baseline, ...],
    baseline: Baseline | None,
    pending: Migrations,
) -> States:
    chosen = baseline or _chosen(migrations, committed, versions)
    replayed = start_replay(chosen.sql)
    try:
        replayed.run([step for file, sql in migrations for step in steps_of(file, sql)])
        from_file = None if committed is None else _from_file(committed, pending)
        states, is_all = _states(replayed, chosen, from_file, _key(migrations, committed, chosen, pending))
        if is_all:
            _keep_database(replayed, states.history)
        return states
    finally:
        replayed.close()


def _keep_database(replayed: HistoryReplay, state: State) -> None:
    """Take the replayed database for what loading its text would make: with thousands of tables that is most of the work."""
    shadow = replayed.shadow
    if shadow.connection.in_transaction:
        shadow.connection.execute("COMMIT")
    (free,), (pages,) = (shadow.ask(f"PRAGMA {count}")[0] for count in ("freelist_count", "page_count"))
    if free * _MOST_FREE <= pages:
        keep_loaded(state.sql, Loaded(state.schema, (), shadow.image()))


_MOST_FREE = 4
"""One page in so many may be left over from what was dropped: every proof copies them."""


def states_before(
    migrations: Migrations,
    files: frozenset[str],
    *,
    committed: str | None,
    versions: tuple[Baseline, ...] = (),
    baseline: Baseline | None = None,
) -> dict[str, States]:
    """Return, for each of `files`, the states that it found, in one replay of `migrations`.

    `committed` is schema.sql before the first of `files`: those of `files` that come earlier are put on top of it.
    """
    return _build_before(migrations, files, committed, versions, baseline)


@lru_cache(maxsize=4)
def _build_before(
    migrations: Migrations,
    files: frozenset[str],
    committed: str | None,
    versions: tuple[Baseline, ...],
    baseline: Baseline | None,
) -> dict[str, States]:
    chosen = baseline or _chosen(migrations, committed, versions)
    found: dict[str, States] = {}
    earlier: list[tuple[str, str]] = []
    with ExitStack() as opened:
        replayed = start_replay(chosen.sql)
        opened.callback(replayed.close)
        grown: HistoryReplay | None = (
            None  # schema.sql with `earlier` on top: each file is run on what the ones before left
        )
        waiting: list[Step] = []  # run together: many definitions in a row cost less than each by itself
        for at, (file, sql) in enumerate(migrations):
            steps = steps_of(file, sql)
            if file in files:
                replayed.run(waiting)
                waiting = []
                key = _key(migrations[:at], committed, chosen, tuple(earlier))
                if grown is not None:
                    with grown.shadow.savepoint():
                        from_file: State | None = _grown(grown)
                else:
                    from_file = None if committed is None else _from_file(committed, ())
                with replayed.shadow.savepoint():
                    found[file], _ = _states(replayed, chosen, from_file, key)
                if len(found) == len(files):
                    break
                earlier.append((file, sql))
                if committed is not None:
                    if grown is None:
                        grown = start_replay(committed)
                        opened.callback(grown.close)
                    grown.run(steps)
            waiting += steps
    return found


def _chosen(migrations: Migrations, committed: str | None, versions: tuple[Baseline, ...]) -> Baseline:
    steps = [step for file, sql in migrations for step in steps_of(file, sql)]
    today = None if committed is None else load_schema(committed).schema
    known = tuple({version.sql: version for version in reversed(versions)}.values())[::-1]
    if committed is not None and all(version.sql != committed for version in known):
        known = (*known, Baseline("schema.sql", committed))
    return choose_baseline(steps, known, today)


def _states(replayed: HistoryReplay, chosen: Baseline, file: State | None, key: str) -> tuple[States, bool]:
    """Return the states, and whether the text of the history's makes the very database that was replayed."""
    by_hand = () if file is None else add_what_only_the_file_has(replayed, file.schema)
    drop_orphans(replayed.shadow)
    schema = replayed.schema()
    told = History(chosen, tuple(replayed.failures), by_hand, _copied(replayed.origins))
    text = dump(replayed.shadow, schema)
    return States(State("history", text.sql, schema), file, told, key), text.is_all


def _from_file(committed: str, pending: Migrations) -> State:
    if not pending:
        return State("schema.sql", committed, load_schema(committed).schema)
    replayed = start_replay(committed)
    try:
        replayed.run([step for file, sql in pending for step in steps_of(file, sql)])
        return _grown(replayed)
    finally:
        replayed.close()


def _grown(replayed: HistoryReplay) -> State:
    drop_orphans(replayed.shadow)
    schema = replayed.schema()
    return State("schema.sql", dump(replayed.shadow, schema).sql, schema)


def _copied(origins: Origins) -> Origins:
    return Origins(
        dict(origins.made),
        dict(origins.columns),
        dict(origins.dropped),
        dict(origins.touched),
        dict(origins.left),
        {name: list(texts) for name, texts in origins.tables.items()},
    )


def _key(migrations: Migrations, committed: str | None, baseline: Baseline, pending: Migrations) -> str:
    digest = hashlib.sha256()
    for part in _parts(migrations, committed, baseline, pending):
        digest.update(f"{len(part)}:".encode() + part.encode(errors="surrogatepass"))
    return digest.hexdigest()


def _parts(migrations: Migrations, committed: str | None, baseline: Baseline, pending: Migrations) -> Iterator[str]:
    yield baseline.sql
    yield "" if committed is None else f"\1{committed}"
    for group in (migrations, pending):
        yield str(len(group))
        for file, sql in group:
            yield file
            yield sql
