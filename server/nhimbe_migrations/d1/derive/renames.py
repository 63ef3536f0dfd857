"""Which of the names that went live on under another: what `renames` says, and what it leaves to be asked.

A column that is gone and one that is new are a rename or a loss, and only the author knows which: guessing would either
drop values or keep them under a name that means something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.errors import ArgumentError

__all__ = ["Renames", "settle_renames"]

_ALIKE = 0.5
"""Share of a table's columns that a new table must have for the question whether it is the old one."""


@dataclass(frozen=True, slots=True)
class Renames:
    """Old name → new name, with every question answered."""

    tables: Mapping[str, str]
    columns: Mapping[tuple[str, str], str]
    """(Table under its new name, old column) → new column."""


def settle_renames(before: Schema, after: Schema, renamed: Mapping[str, str], *, drops_accepted: bool) -> Renames:
    """Return the renames that `said` names: `table` or `table.column`, as it was called → its new name.

    An empty new name says that the old one is dropped. `drops_accepted` says so for all that `said` leaves out.

    Raises:
        ArgumentError: a name is not there, or a loss could be a rename and `said` does not tell.
    """
    tables = {old: new for old, new in renamed.items() if "." not in old}
    columns = {tuple(old.split(".", 1)): new for old, new in renamed.items() if "." in old}
    for old, new in tables.items():
        _must_go(before, after, old, new)
    kept = {old: new for old, new in tables.items() if new}
    if not drops_accepted:
        _ask(_table_questions(before, after, tables))
    settled: dict[tuple[str, str], str] = {}
    questions: list[str] = []
    for table in before.tables:
        name = next((new for old, new in kept.items() if folded(old) == folded(table.name)), table.name)
        then = after.table(name)
        if then is None:
            continue
        named = {
            column: new for (of, column), new in columns.items() if folded(of) in (folded(table.name), folded(name))
        }
        for column, new in named.items():
            _must_be_columns(table, then, column, new)
        settled |= {((then.name, column)): new for column, new in named.items() if new}
        if not drops_accepted:
            questions += _column_questions(table, then, named)
    unknown = {of for of, _ in columns if before.table(of) is None and after.table(of) is None}
    if unknown:
        raise ArgumentError(f"`renames` names {', '.join(sorted(unknown))}, which is not a table of the database.")
    _ask(questions)
    return Renames(kept, settled)


def _must_go(before: Schema, after: Schema, old: str, new: str) -> None:
    if before.table(old) is None:
        raise ArgumentError(f"`renames` names {old}, which is not a table of the database.")
    if after.table(old) is not None:
        raise ArgumentError(f"`renames` names {old}, which schema.sql still has.")
    if new and after.table(new) is None:
        raise ArgumentError(f"`renames` calls {old} {new}, which schema.sql does not have.")


def _must_be_columns(table: Table, then: Table, old: str, new: str) -> None:
    if table.column(old) is None or then.column(old) is not None:
        state = "does not have" if table.column(old) is None else "keeps"
        raise ArgumentError(f"`renames` names {table.name}.{old}, which {table.name} {state}.")
    if new and then.column(new) is None:
        raise ArgumentError(f"`renames` calls {table.name}.{old} {new}, which schema.sql does not have there.")
    if new and table.column(new) is not None:
        raise ArgumentError(f"`renames` calls {table.name}.{old} {new}, which {table.name} has already.")


def _column_questions(table: Table, then: Table, renamed: Mapping[str, str]) -> Iterator[str]:
    told = {folded(name) for name in renamed}
    taken = {folded(name) for name in renamed.values()}
    gone = [c.name for c in table.columns if then.column(c.name) is None and folded(c.name) not in told]
    new = [c.name for c in then.columns if table.column(c.name) is None and folded(c.name) not in taken]
    if gone and new:
        yield f"{table.name} has no {' and no '.join(gone)} any more, and {', '.join(new)} is new"


def _table_questions(before: Schema, after: Schema, renamed: Mapping[str, str]) -> Iterator[str]:
    told, taken = {folded(name) for name in renamed}, {folded(name) for name in renamed.values()}
    gone = [t for t in before.tables if after.table(t.name) is None and folded(t.name) not in told]
    new = [t for t in after.tables if before.table(t.name) is None and folded(t.name) not in taken]
    for table in gone:
        for other in new:
            shared = sum(other.column(column.name) is not None for column in table.columns)
            if shared >= _ALIKE * max(len(table.columns), 1):
                yield f"the table {table.name} is gone, and {other.name} is new with {shared} of its columns"


def _ask(questions: Iterator[str] | list[str]) -> None:
    if asked := list(questions):
        raise ArgumentError(
            f"A rename, or a drop and an addition? {'; '.join(asked)}.",
            why="A rename keeps the values, a drop loses them.",
            way_out='Pass renames={"table.old": "new"} for a rename; renames={"table.old": ""} where the old one is dropped.',
        )
