"""What a reader of the plan should know: columns, indexes and NULLs that go, types that change."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.rebuild.column_sources import Value, mentions
from nhimbe_migrations.d1.rebuild.definition import TargetTable
from nhimbe_migrations.d1.rebuild.dependents import Indexes
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.findings.finding import Finding

__all__ = ["findings_of"]


def findings_of(old: Table, wanted: TargetTable, indexes: Indexes) -> Iterator[Finding]:
    """Yield them under the names that the rules for migrations use."""
    table = quoted(old.name)
    for name in wanted.dropped:
        query = f"SELECT count(*) FROM {table} WHERE {quoted(name)} IS NOT NULL;"
        uses = [value.column.name for value in wanted.values if mentions(value.expression, name)]
        rest = f"its values go, but for what {', '.join(uses)} takes from them" if uses else "its values go"
        message = f"{old.name}.{name} is not in the new definition; {rest}."
        yield Finding("drop-column", "warning", message, f"See what is there: {query}")
    for name in wanted.replaced:
        message = f"The values of {old.name}.{name} are replaced by others that do not come from them."
        yield Finding("drop-column", "warning", message, "Leave it out of `columns` to keep them.")
    for index in indexes.lost:
        message = f"The index {index.name} goes with a column that it names."
        yield Finding(
            "rebuild-loses", "warning", message, "Create its successor in the same migration if one is wanted."
        )
    if old.autoincrement and not wanted.table.autoincrement:
        message = f"{old.name} loses AUTOINCREMENT: numbers of deleted rows may be given again."
        yield Finding("rebuild-loses", "warning", message, "Put it into the definition if numbers must not come back.")
    for value in wanted.values:
        yield from _of_value(table, old, value)


def _of_value(table: str, old: Table, value: Value) -> Iterator[Finding]:
    column, was = value.column, value.taken
    if was is None:
        return
    if column.notnull and not was.notnull and not was.primary_key:
        what = f"a NULL becomes {value.otherwise}" if value.otherwise else "the copy stops at the first NULL"
        query = f"SELECT count(*) FROM {table} WHERE {quoted(was.name)} IS NULL;"
        message = f"{old.name}.{column.name} becomes NOT NULL; {what}."
        yield Finding("tighten-not-null", "warning", message, f"See whether it holds NULLs: {query}")
    if folded(column.type) != folded(was.type):
        query = f"SELECT typeof({quoted(was.name)}), count(*) FROM {table} GROUP BY 1;"
        message = (
            f"{old.name}.{column.name} changes from {was.type or 'no type'} to {column.type or 'no type'}: values are "
            "converted where they look like it, and stay as they are (or are refused by STRICT) where not."
        )
        yield Finding("change-type", "warning", message, f"See how the values are stored: {query}")
