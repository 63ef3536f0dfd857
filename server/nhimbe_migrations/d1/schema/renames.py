"""Which table or column is which after a migration: names that moved, read from its ALTER TABLE … RENAME statements.

The engine cannot say this, since it keeps no identities. A name counts as moved only if it stood in the schema before,
so that the temporary names of a rebuilt table leave no trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nhimbe_migrations.d1.schema.model import Schema, Table, VirtualTable
from nhimbe_migrations.d1.sql.actions import (
    Action,
    AddColumn,
    Create,
    Drop,
    DropColumn,
    RenameColumn,
    RenameTable,
)
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import Token

__all__ = ["Renames", "read_renames"]


@dataclass(frozen=True, slots=True)
class Renames:
    tables: Mapping[str, str] = field(default_factory=dict)
    """Folded old name → new name."""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Folded new name of the table → folded old name of the column → new name."""

    def table(self, old: str) -> str:
        """Return what the table `old` is called now."""
        return self.tables.get(folded(old), old)

    def columns_of(self, table: str) -> Mapping[str, str]:
        """Return the renamed columns of `table`, which is called so now."""
        return self.columns.get(folded(table), {})


@dataclass(slots=True)
class _Tracked:
    origin: str | None
    """Folded name before; None for a table that the migration makes."""
    columns: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    """Folded current name → (folded name before, current name)."""


def read_renames(migration_sql: str | Script, before: Schema) -> Renames:
    """Return which names of `before` the migration moves, and whereto."""
    return renames_by((statement.action for statement in Script.of(migration_sql).statements), before)


def renames_by(actions: Iterable[Action | None], before: Schema) -> Renames:
    actions = tuple(actions)
    spoken = {folded(token.name) for action in actions for token in _names_in(action)}
    current: dict[str, tuple[str, _Tracked]] = {}
    relations: tuple[Table | VirtualTable, ...] = (*before.tables, *before.virtual_tables)
    for table in relations:
        if folded(table.name) not in spoken:
            continue
        origins: dict[str, tuple[str | None, str]] = {
            folded(column.name): (folded(column.name), column.name) for column in table.columns
        }
        current[folded(table.name)] = (table.name, _Tracked(folded(table.name), origins))
    dropped: dict[str, str | None] = {}
    for action in actions:
        _follow(action, current, dropped)
    tables: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    for key, (name, tracked) in current.items():
        if tracked.origin is not None and tracked.origin != key:
            tables[tracked.origin] = name
        moved = {was: now for at, (was, now) in tracked.columns.items() if was is not None and was != at}
        if moved and tracked.origin is not None:
            columns[key] = moved
    return Renames(tables, columns)


def _names_in(action: Action | None) -> Iterator[Token]:
    """The names of the relations that an action speaks of."""
    match action:
        case Create(_, name) | Drop(_, name):
            yield name
        case RenameTable(name, to):
            yield from (name, to)
        case RenameColumn(table, _, _) | AddColumn(table, _) | DropColumn(table, _):
            yield table
        case _:
            pass


def _follow(action: Action | None, current: dict[str, tuple[str, _Tracked]], dropped: dict[str, str | None]) -> None:
    """Carry names on. A table that takes the name of one that was dropped is that table, rebuilt."""
    match action:
        case Create("table" | "virtual table", name) if folded(name.name) not in current:
            current[folded(name.name)] = (name.name, _Tracked(dropped.pop(folded(name.name), None)))
        case Drop("table", name) if folded(name.name) in current:
            dropped[folded(name.name)] = current.pop(folded(name.name))[1].origin
        case RenameTable(name, to) if folded(name.name) in current and folded(to.name) not in current:
            tracked = current.pop(folded(name.name))[1]
            tracked.origin = tracked.origin or dropped.pop(folded(to.name), None)
            current[folded(to.name)] = (to.name, tracked)
        case RenameColumn(table, name, to) if folded(table.name) in current:
            columns = current[folded(table.name)][1].columns
            if folded(name.name) in columns:
                columns[folded(to.name)] = (columns.pop(folded(name.name))[0], to.name)
        case AddColumn(table, name) if folded(table.name) in current:
            current[folded(table.name)][1].columns.setdefault(folded(name.name), (None, name.name))
        case DropColumn(table, name) if folded(table.name) in current:
            current[folded(table.name)][1].columns.pop(folded(name.name), None)
        case _:
            pass
