"""Runs a history again, statement by statement, over what is there already, and notes who made what.

Only statements that define something are run; rows do not matter here. A statement that fails because its work is
done, or was undone later, is passed over. Renames that schema.sql already shows are first taken back, so that the
statements before them find the names that they knew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.actions import Action, Create, Drop, DropColumn, RenameColumn, RenameTable, WriteRows
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.d1.states.origins import Origin, Origins, slot_of

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Replay", "ReplayStep", "history_steps", "replay"]


@dataclass(frozen=True, slots=True)
class ReplayStep:
    origin: Origin
    action: Action
    sql: str


@dataclass(frozen=True, slots=True)
class Failure:
    step: ReplayStep
    message: str


@dataclass(slots=True)
class Replay(Origins):
    """What came of running a history, and who made what in it."""

    after: Schema = field(default_factory=Schema)
    failures: list[Failure] = field(default_factory=list)
    existing: list[tuple[ReplayStep, str]] = field(default_factory=list)
    """Statements that make what was there already, and the SQL of what was there."""


def history_steps(migrations: Sequence[tuple[str, str]]) -> tuple[ReplayStep, ...]:
    """Return the statements of the history that define something, in order."""
    return tuple(_steps(migrations))


def _steps(migrations: Sequence[tuple[str, str]]) -> Iterator[ReplayStep]:
    for file, sql in migrations:
        for statement in Script.of(sql).statements:
            action = statement.action
            if action is not None and not isinstance(action, WriteRows):
                yield ReplayStep(Origin(file, statement.line), action, statement.text)


def replay(
    schema_sql: str, steps: Sequence[ReplayStep], restore: Callable[[Replay], Sequence[str]] = lambda _: ()
) -> Replay:
    """Run `steps` over `schema_sql` and return what is there then.

    `restore` may name statements to run at the end; those that do not run are passed over.
    """
    from nhimbe_migrations.d1.schema.introspection import read_schema
    from nhimbe_migrations.d1.schema.loading import open_loaded

    # Seeds would stop the DROP of a rebuild, which has put its rows aside: their children still refer to them.
    shadow = open_loaded(schema_sql, rows=False)
    try:
        shadow.connection.execute("BEGIN")
        aside = _set_broken_views_aside(shadow)
        _take_back_renames(shadow, steps)
        found = Replay()
        there = _There(shadow)
        with shadow.many_definitions():
            for step in steps:
                _run(shadow, step, found, there)
        for name, sql in aside.items():
            if ("view", name) not in found.dropped:
                _attempt(shadow, sql)
        found.after = read_schema(shadow.connection)
        restored = [sql for sql in restore(found) if _attempt(shadow, sql) is None]
        if restored:
            found.after = read_schema(shadow.connection)
    finally:
        shadow.close()
    return found


def _set_broken_views_aside(shadow: Shadow) -> dict[str, str]:
    """Drop views that cannot be used, which would stop every rename, and return them by folded name.

    They were whole when the history ran: what they show has been dropped since.
    """
    import apsw

    aside: dict[str, str] = {}
    for name, sql in shadow.ask("SELECT name, sql FROM sqlite_master WHERE type = 'view'"):
        try:
            shadow.ask("SELECT count(*) FROM temp.pragma_table_xinfo(?)", (name,))
        except apsw.Error:
            aside[folded(name)] = sql
            shadow.ask(f"DROP VIEW {quoted(name)}")
    return aside


def _take_back_renames(shadow: Shadow, steps: Sequence[ReplayStep]) -> None:
    """Undo, from the last to the first, the renames whose new name is there and whose old name is not.

    A new name that was given up before (the old table of a rebuild) says nothing: it may be the old one.
    """
    for at in range(len(steps) - 1, -1, -1):
        match steps[at].action:
            case RenameTable(name, to) if not _given_up(steps[:at], to.name, None):
                if _has_table(shadow, to.name) and not _has_table(shadow, name.name):
                    _attempt(shadow, f"ALTER TABLE {quoted(to.name)} RENAME TO {quoted(name.name)}")
            case RenameColumn(table, name, to) if not _given_up(steps[:at], to.name, table.name):
                columns = _columns(shadow, table.name)
                if folded(to.name) in columns and folded(name.name) not in columns:
                    _attempt(
                        shadow,
                        f"ALTER TABLE {quoted(table.name)} RENAME COLUMN {quoted(to.name)} TO {quoted(name.name)}",
                    )
            case _:
                pass


def _given_up(steps: Sequence[ReplayStep], name: str, table: str | None) -> bool:
    """Whether one of `steps` drops or renames what is called `name`: a table, or a column of `table`."""
    wanted = folded(name)
    for step in steps:
        match step.action:
            case Drop("table", dropped) | RenameTable(dropped) if table is None and folded(dropped.name) == wanted:
                return True
            case DropColumn(of, dropped) | RenameColumn(of, dropped) if table is not None:
                if folded(dropped.name) == wanted and folded(of.name) == folded(table):
                    return True
            case _:
                pass
    return False


class _There:
    """The names of what is there, known without a look at the whole catalog before each of thousands of CREATEs."""

    def __init__(self, shadow: Shadow) -> None:
        self._shadow = shadow
        self._names: set[tuple[str, str]] | None = None

    def sql_of(self, slot: str, name: str) -> str | None:
        """The SQL of an object; None where there is none."""
        if self._names is None:
            rows = self._shadow.ask("SELECT type, name FROM sqlite_master")
            self._names = {(kind, folded(known)) for kind, known in rows}
        return _sql_of(self._shadow, slot, name) if (slot, folded(name)) in self._names else None

    def note(self, action: Action, *, done: bool) -> None:
        """A statement has run: what was made is there, and after anything else it is looked up again."""
        if self._names is not None and isinstance(action, Create) and action.kind != "virtual table":
            self._names.add((slot_of(action.kind), folded(action.name.name)))
        elif done:
            self._names = None


def _run(shadow: Shadow, step: ReplayStep, found: Replay, there: _There) -> None:
    action = step.action
    if isinstance(action, Create):
        existing = there.sql_of(slot_of(action.kind), action.name.name)
        if existing is not None:
            found.existing.append((step, existing))
    message = _attempt(shadow, step.sql)
    if message is not None and message.startswith("error in") and isinstance(action, RenameTable):
        # A view over the table that a rebuild has dropped, and is about to put back, stops the rename.
        message = _attempt_as_of_old(shadow, step.sql)
    if message is not None:
        found.failures.append(Failure(step, message))
    there.note(action, done=message is None)
    found.note(action, step.origin, step.sql)


def _attempt(shadow: Shadow, sql: str) -> str | None:
    """Run a statement; return why it did not."""
    from nhimbe_migrations.d1.shadow.shadow import StatementRefused

    try:
        shadow.run(sql)
    except StatementRefused as refused:
        return refused.message
    return None


def _attempt_as_of_old(shadow: Shadow, sql: str) -> str | None:
    """Run a rename that leaves views and triggers as they are."""
    shadow.ask("PRAGMA legacy_alter_table = ON")
    message = _attempt(shadow, sql)
    shadow.ask("PRAGMA legacy_alter_table = OFF")
    return message


def _has_table(shadow: Shadow, name: str) -> bool:
    return _sql_of(shadow, "table", name) is not None


def _sql_of(shadow: Shadow, slot: str, name: str) -> str | None:
    rows = shadow.ask("SELECT sql FROM sqlite_master WHERE type = ? AND name = ? COLLATE NOCASE", (slot, name))
    return rows[0][0] if rows else None


def _columns(shadow: Shadow, table: str) -> set[str]:
    return {folded(row[0]) for row in shadow.ask("SELECT name FROM temp.pragma_table_xinfo(?)", (table,))}
