"""What has to be made again after the table: its indexes, triggers, and full-text indexes that read from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.rebuild.definition import TargetTable
from nhimbe_migrations.d1.schema.model import Index, Schema, Table, Trigger, VirtualTable
from nhimbe_migrations.d1.shadow.shadow import StatementRefused, open_shadow
from nhimbe_migrations.d1.sql.actions import Create, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted, significant
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.text import Edit, Span, apply_edits

__all__ = ["Indexes", "full_text_content", "full_text_to_fill", "guarded", "indexes_after", "triggers_on"]


@dataclass(frozen=True, slots=True)
class Indexes:
    """The indexes of the old table."""

    kept: tuple[Index, ...]
    lost: tuple[Index, ...]
    """Those that name a column which is not there any more."""


def indexes_after(schema: Schema, old: Table, wanted: TargetTable) -> Indexes:
    """Ask the engine which indexes the new table can carry."""
    indexes = schema.indexes_of(old.name)
    kept = tuple(index for index in indexes if _fits(index, old, wanted))
    return Indexes(kept, tuple(index for index in indexes if index not in kept))


def _fits(index: Index, old: Table, wanted: TargetTable) -> bool:
    if _runs(wanted.sql, index.sql, strings_in_double_quotes=False):
        return True
    # A name in double quotes that is no column is a string. Only where it was one before may it be one now.
    was_name = _runs(old.sql, index.sql, strings_in_double_quotes=False)
    return not was_name and _runs(wanted.sql, index.sql, strings_in_double_quotes=True)


def _runs(table_sql: str, index_sql: str, *, strings_in_double_quotes: bool) -> bool:
    import apsw

    shadow = open_shadow()
    try:
        shadow.run(table_sql)
        shadow.connection.config(apsw.SQLITE_DBCONFIG_DQS_DDL, int(strings_in_double_quotes))
        shadow.run(index_sql)
    except StatementRefused:
        return False
    finally:
        shadow.close()
    return True


def triggers_on(schema: Schema, tables: Sequence[Table]) -> tuple[Trigger, ...]:
    """Return the triggers of every table that is emptied and filled: they would act on rows that only come back."""
    return tuple(trigger for table in tables for trigger in schema.triggers_of(table.name))


def guarded(sql: str) -> str:
    """Return a CREATE statement with the IF NOT EXISTS that the conventions ask for; sqlite_master leaves it out.

    A name like `[a;b]` is quoted otherwise: wrangler 4.86 cuts a file at that semicolon (measured, d1-notes part 5).
    """
    words = significant(sql)
    edits = [Edit(word.span, quoted(word.name)) for word in words if word.text.startswith("[") and ";" in word.text]
    action = read_action(words)
    if isinstance(action, Create) and not action.guarded:
        at = words[action.guard_at].span.start
        edits.append(Edit(Span(at, at), "IF NOT EXISTS "))
    return apply_edits(sql, edits)


def full_text_to_fill(schema: Schema, old: Table, wanted: TargetTable, *, same_rowids: bool) -> tuple[str, ...]:
    """Return the full-text tables over `old` whose index does not fit the new rows any more.

    Raises:
        RefusedError: one of them reads a column that is not in the new definition.
    """
    return tuple(item.name for item in _reading(schema, old) if not _still_fits(item, old, wanted, same_rowids))


def full_text_content(item: VirtualTable) -> str | None:
    """Return the table that an fts5 table reads from; empty where it keeps no text, None where it keeps its own."""
    return _option(item, "content") if item.module == "fts5" else None


def _reading(schema: Schema, table: Table) -> Iterator[VirtualTable]:
    for item in schema.virtual_tables:
        if item.module == "fts5" and folded(_option(item, "content") or "") == folded(table.name):
            yield item


def _still_fits(virtual: VirtualTable, old: Table, wanted: TargetTable, same_rowids: bool) -> bool:  # noqa: FBT001 asked right above
    columns = [column.name for column in virtual.columns if not column.hidden]
    gone = [name for name in columns if wanted.table.column(name) is None]
    if gone:
        raise RefusedError(
            f"{virtual.name} is a full-text index over {old.name} ({', '.join(gone)}), which the new definition does not have.",
            way_out=f"Drop {virtual.name} and its triggers, or create it anew without the column, in a migration before.",
        )
    return same_rowids and all(_unchanged(name, wanted) for name in columns)


def _unchanged(name: str, wanted: TargetTable) -> bool:
    value = wanted.value(name)
    return (
        value is not None
        and value.is_plain
        and value.taken is not None
        and folded(value.taken.name) == folded(name)
        and value.taken.type == value.column.type
    )


def _option(virtual: VirtualTable, name: str) -> str | None:
    words = significant(virtual.sql)
    for word, equals, value in zip(words, words[1:], words[2:], strict=False):
        if folded(word.name) == name and equals.text == "=":
            return value.name
    return None
