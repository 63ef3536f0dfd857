"""Whose rows are kept aside while a table is dropped, and how they come back as they were, rowids included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.schema.model import Column, ForeignKey, Schema, Table
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.names import folded

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = [
    "COLUMNS",
    "Link",
    "PreservedTable",
    "RowidFacts",
    "descendants",
    "free_names",
    "keep",
    "loops",
    "points_into",
    "rowid_facts",
]

COLUMNS = 100
"""How many columns a table or a result may have on D1."""


@dataclass(frozen=True, slots=True)
class PreservedTable:
    """A table whose rows are kept aside."""

    name: str
    keep: str
    """The table that holds them meanwhile."""
    columns: tuple[str, ...]
    """Those that can be inserted: no generated ones."""
    rowid: str | None
    """A name by which the rowid can be told; None where there is none, a column is it, or there is no room."""
    rowid_as: str


@dataclass(frozen=True, slots=True)
class Link:
    """References among the rows that are deleted together, which would set off one deletion inside another."""

    table: str
    columns: tuple[str, ...]
    to: tuple[str | None, ...]
    """What each column is set to: a column of the same row, or NULL."""


@dataclass(frozen=True, slots=True)
class RowidFacts:
    """How a table's rowid can be told."""

    name: str | None
    """`rowid` or another name of it that no column shadows; None where there is none."""
    column: str | None
    """The INTEGER PRIMARY KEY that is the rowid."""


def descendants(schema: Schema, root: Table, also: Schema | None = None) -> list[Table]:
    """Every table whose rows go or change when those of `root` do: parents before children, as far as can be.

    In a circle no order is right; deferred keys make any order do. `also` is another database that the statements meet,
    in which a reference may say another ON DELETE.
    """
    order: list[Table] = []
    seen = {folded(root.name)}

    def visit(name: str) -> None:
        for reference in (*schema.references_to(name), *(also.references_to(name) if also else ())):
            child = schema.table(reference.table)
            if child is None or folded(child.name) in seen or not reference.key.acts_on_delete:
                continue
            seen.add(folded(child.name))
            visit(child.name)
            order.append(child)

    visit(root.name)
    return order[::-1]


def loops(schema: Schema, emptied: Sequence[Table]) -> Iterator[Link]:
    """Yield the links to undo before rows are deleted: along them, one deletion would set off the next.

    D1 nests no more than ten (`triggers nested too deep`), and a link that may not be NULL stops the deletion.
    """
    place = {folded(table.name): at for at, table in enumerate(emptied)}
    for table in emptied:
        for key in table.foreign_keys:
            parent = place.get(folded(key.table))
            if parent is not None and parent >= place[folded(table.name)] and (link := _link(schema, table, key)):
                yield link


def points_into(table: Table, emptied: Sequence[Table]) -> bool:
    """Whether rows of `table` go or change as soon as the others do, so that its own triggers would fire."""
    return bool({folded(key.table) for key in table.foreign_keys} & {folded(item.name) for item in emptied})


def _link(schema: Schema, table: Table, key: ForeignKey) -> Link | None:
    if not key.acts_on_delete:
        return None
    pointed_at = {folded(name) for reference in schema.references_to(table.name) for name in reference.key.to}
    columns = [column for name in key.columns if (column := table.column(name))]
    loose = [column for column in columns if _may_be_null(column) and folded(column.name) not in pointed_at]
    if loose:
        return (
            None
            if key.on_delete == "SET NULL" and len(loose) == len(columns)
            else Link(table.name, (loose[0].name,), (None,))
        )
    if folded(key.table) == folded(table.name) and not {folded(name) for name in key.columns} & pointed_at:
        return Link(table.name, key.columns, key.to)
    return None


def _may_be_null(column: Column) -> bool:
    return not column.notnull and not column.primary_key and column.generated is None


def keep(table: Table, rowids: RowidFacts, names: Iterator[str] | str) -> PreservedTable:
    """Return how the rows of `table` are kept."""
    columns = tuple(column.name for column in table.columns if column.generated is None)
    taken = {folded(column.name) for column in table.columns}
    hidden = None if rowids.column or len(columns) >= COLUMNS else rowids.name
    rowid_as = next(name for name in (f"kept_rowid{'_' * n}" for n in range(COLUMNS + 1)) if name not in taken)
    name = names if isinstance(names, str) else next(names)
    return PreservedTable(table.name, name, columns, hidden, rowid_as)


def rowid_facts(table: Table) -> RowidFacts:
    """Ask the engine for the rowid of `table`: `INTEGER PRIMARY KEY DESC`, for one, is not it."""
    if table.without_rowid:
        return RowidFacts(None, None)
    taken = {folded(column.name) for column in table.columns}
    name = next((name for name in ("rowid", "_rowid_", "oid") if name not in taken), None)
    shadow = open_shadow()
    try:
        shadow.run(table.sql)
        return RowidFacts(name, _rowid_column(shadow, table))
    finally:
        shadow.close()


def _rowid_column(shadow: Shadow, table: Table) -> str | None:
    """The only key column, where no index of its own was made for it."""
    indexed = shadow.ask("SELECT 1 FROM temp.pragma_index_list(?) WHERE origin = 'pk'", (table.name,))
    return table.primary_key[0] if len(table.primary_key) == 1 and not indexed else None


def free_names(schema: Schema, tables: Sequence[str]) -> Iterator[str]:
    """Yield a name that is not taken for each of `tables`: `kept_events`."""
    taken = {folded(item.name) for _, item in schema.objects()}
    for table in tables:
        name = next(
            name for name in (f"kept_{table}{'_' * n}" for n in range(len(taken) + 1)) if folded(name) not in taken
        )
        taken.add(folded(name))
        yield name
