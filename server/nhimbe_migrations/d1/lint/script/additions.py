"""What ALTER TABLE ADD COLUMN and new tables bring along."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.schema.definitions import added_column, table_from
from nhimbe_migrations.d1.schema.model import Column, ForeignKey, Table

__all__ = ["added_columns", "new_references"]


def added_columns(reading: LintedScript) -> Iterator[tuple[LintedStatement, Table, Column]]:
    """Yield each ADD COLUMN with a table that holds nothing but the new column and its constraints."""
    for item, _ in reading.altering("ADD_COLUMN"):
        table = added_column(item.statement)
        yield item, table, table.columns[0]


def new_references(reading: LintedScript) -> Iterator[tuple[LintedStatement, Table, ForeignKey]]:
    """Yield every foreign key that the file declares."""
    for statement in reading.of_kind("CreateTableStmt"):
        if statement.tree is not None:
            table = table_from(statement.statement)
            yield from ((statement, table, reference) for reference in table.foreign_keys)
    for column, table, _ in added_columns(reading):
        yield from ((column, table, reference) for reference in table.foreign_keys)
