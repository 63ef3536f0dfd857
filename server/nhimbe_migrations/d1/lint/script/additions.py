"""What ALTER TABLE ADD COLUMN and new tables bring along."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import Read, Reading
from nhimbe_migrations.d1.schema.definitions import Column, Reference, Table, table_from

__all__ = ["added_columns", "new_references"]


def added_columns(reading: Reading) -> Iterator[tuple[Read, Table, Column]]:
    """Yield each ADD COLUMN with a table that holds nothing but the new column and its constraints."""
    for each, tree in reading.altering("ADD_COLUMN"):
        table = table_from({"table_name": each.target, "columns": {"children": [tree["column"]]}})
        yield each, table, table.columns[0]


def new_references(reading: Reading) -> Iterator[tuple[Read, Table, Reference]]:
    """Yield every foreign key that the file declares."""
    for each in reading.of_kind("CreateTableStmt"):
        if each.tree is not None:
            table = table_from(each.tree)
            yield from ((each, table, reference) for reference in table.references)
    for each, table, _ in added_columns(reading):
        yield from ((each, table, reference) for reference in table.references)
