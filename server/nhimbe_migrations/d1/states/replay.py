"""Runs a history from a baseline, statement by statement, as the databases that there are were made.

Statements that write rows run too: a rebuild copies them, a seed is looked up by later ones. What fails is written down
and stepped over. Rows that do not fit are no failure: the rows of a real database are not at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.sql.actions import Action, Create, Drop, RenameTable
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.states.origins import Origin, Origins, is_done

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import Schema
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Failure", "HistoryReplay", "Step", "start_replay", "steps_of"]


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a migration."""

    origin: Origin
    action: Action | None
    """None for what defines nothing that can be told from its words (INSERT … behind WITH, PRAGMA)."""
    sql: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement of the history that did not run."""

    origin: Origin
    message: str
    sql: str

    @property
    def is_done(self) -> bool:
        """Whether its work was done already, or undone later, so that nothing is missing."""
        return is_done(self.message)


@lru_cache(maxsize=32_768)
def steps_of(file: str, sql: str) -> tuple[Step, ...]:
    """Return the statements of one migration that change a database, in order."""
    return tuple(
        Step(Origin(file, statement.line), statement.action, statement.text)
        for statement in Script.of(sql.removeprefix("\ufeff")).statements
        if not _changes_nothing(statement)
    )


def _changes_nothing(statement: Statement) -> bool:
    """SELECT, PRAGMA and words of transactions, which are not D1's."""
    return statement.words[0] in _IDLE


_IDLE = frozenset({
    "ANALYZE", "BEGIN", "COMMIT", "END", "EXPLAIN", "PRAGMA", "REINDEX", "RELEASE", "ROLLBACK", "SAVEPOINT", "SELECT",
    "VACUUM", "VALUES",
})  # fmt: skip


@dataclass(slots=True)
class HistoryReplay:
    """A shadow on which a history runs. Close it."""

    shadow: Shadow
    origins: Origins = field(default_factory=Origins)
    failures: list[Failure] = field(default_factory=list)
    _dropped: dict[str, set[str]] = field(default_factory=dict)
    """Folded table that was dropped → its folded columns then."""
    _known: Schema | None = None

    def run(self, steps: Sequence[Step], *, give_up_after: int | None = None) -> bool:
        """Run `steps`; say whether all were run. It stops where more than `give_up_after` statements failed."""
        with self.shadow.many_definitions():
            for step in steps:
                self._run(step)
                if give_up_after is not None and len(self.failures) > give_up_after:
                    return False
        return True

    def schema(self) -> Schema:
        """Return what the database defines now; what is as it was the last time is not read again."""
        from nhimbe_migrations.d1.schema.introspection import read_schema

        self._known = read_schema(self.shadow.connection, known=self._known)
        return self._known

    def close(self) -> None:
        self.shadow.close()

    def _run(self, step: Step) -> None:
        action = step.action
        if isinstance(action, Drop) and action.kind == "table":
            self._dropped[folded(action.name.name)] = self.columns(action.name.name)
        message = attempt(self.shadow, step.sql)
        if message is not None and message.startswith("error in") and isinstance(action, RenameTable):
            # A view over the table that a rebuild has dropped, and is about to put back, stops the rename.
            message = _attempt_as_of_old(self.shadow, step.sql)
        if message is not None and not message.startswith(_OF_ROWS):
            self.failures.append(Failure(step.origin, message, step.sql))
        if action is None:
            return
        self.origins.note(action, step.origin, step.sql)
        match action:
            case Create("table", name) | RenameTable(_, name) if message is None:
                self._note_columns_left_out(folded(name.name), step.origin)
            case _:
                pass

    def _note_columns_left_out(self, table: str, origin: Origin) -> None:
        """A table that comes back under its name is a rebuild: columns that it no longer has were dropped."""
        was = self._dropped.pop(table, None)
        if was is not None:
            for column in was - self.columns(table):
                self.origins.left[table, column] = origin

    def columns(self, table: str) -> set[str]:
        """Return the folded names of the columns that `table` has now."""
        return {folded(row[0]) for row in self.shadow.ask("SELECT name FROM temp.pragma_table_xinfo(?)", (table,))}


_OF_ROWS = (
    "UNIQUE constraint", "NOT NULL constraint", "CHECK constraint", "FOREIGN KEY constraint", "datatype mismatch",
    "cannot store", "malformed JSON", "Cannot add a NOT NULL column", "Cannot add a REFERENCES column",
    "Cannot add a column with non-constant default", "cannot add a STORED column", "bad JSON path", "interrupted",
    "PRIMARY KEY must be unique",
)  # fmt: skip
"""How the messages begin that blame rows."""


def start_replay(baseline_sql: str) -> HistoryReplay:
    """Open a shadow with what `baseline_sql` makes; what does not run of it is passed over."""
    import apsw

    from nhimbe_migrations.d1.schema.loading import load_schema, open_loaded
    from nhimbe_migrations.d1.shadow.shadow import open_shadow

    statements = Script.of(baseline_sql.removeprefix("\ufeff")).statements
    # A PRAGMA may switch what the statements after it do: only without one is the file, as others load it, the same.
    alike = not any(map(_changes_nothing, statements))
    shadow = open_loaded(baseline_sql) if alike else open_shadow()
    # Parents of seeded rows are not at hand; and what a DELETE would set off is the proof's matter.
    shadow.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_FKEY, 0)
    shadow.connection.execute("BEGIN")
    started = HistoryReplay(shadow, _known=load_schema(baseline_sql).schema if alike else None)
    if not alike:
        with shadow.many_definitions():
            for statement in statements:
                if not _changes_nothing(statement):
                    attempt(shadow, statement.text)
    return started


def attempt(shadow: Shadow, sql: str) -> str | None:
    """Run a statement; return why it did not run."""
    from nhimbe_migrations.d1.shadow.shadow import StatementRefused

    steps = iter(range(_MOST_STEPS))
    shadow.clock.ask(lambda: next(steps, None) is None)
    try:
        shadow.run(sql)
    except StatementRefused as refused:
        return refused.message
    finally:
        shadow.clock.ask(None)
    return None


_MOST_STEPS = 300
"""One statement may take thirty million steps of SQLite's machine, some seconds; an endless one ends there."""


def _attempt_as_of_old(shadow: Shadow, sql: str) -> str | None:
    """Run a rename that leaves views and triggers as they are."""
    shadow.ask("PRAGMA legacy_alter_table = ON")
    message = attempt(shadow, sql)
    shadow.ask("PRAGMA legacy_alter_table = OFF")
    return message
