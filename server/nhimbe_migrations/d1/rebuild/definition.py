"""The definition that is wanted: what each of its columns takes from the old row, and what no column takes any more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from nhimbe_migrations.d1.rebuild.column_sources import Value, mentions, value_of
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.model import Column, Schema, Table
from nhimbe_migrations.d1.shadow.shadow import StatementRefused, open_shadow
from nhimbe_migrations.d1.sql.actions import Create
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import quoted, unquoted
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.text import Edit, Span, apply_edits

__all__ = ["TargetTable", "wanted_table"]


@dataclass(frozen=True, slots=True)
class TargetTable:
    """A new definition of a table, with the way from the old row to the new one."""

    table: Table
    sql: str
    values: tuple[Value, ...]
    """What is filled, in the order of the new columns; columns that are left to their default are not here."""
    dropped: tuple[str, ...]
    """Old columns that are not there any more and whose values no column takes as they are."""
    replaced: tuple[str, ...]
    """Columns that stay and whose old values nothing uses."""

    @property
    def renames(self) -> Mapping[str, str]:
        """Old column → the new name under which it lives on, where RENAME COLUMN can say so beforehand."""
        return {
            value.taken.name: value.column.name
            for value in self.values
            if value.taken is not None and self._only_changes_name(value)
        }

    def _only_changes_name(self, value: Value) -> bool:
        taken = value.taken
        if taken is None or folded(taken.name) == folded(value.column.name) or taken.generated:
            return False
        others = [other for other in self.values if other is not value]
        used = any(other.taken and folded(other.taken.name) == folded(taken.name) for other in others)
        told = any(mentions(other.expression, taken.name) for other in others)
        free = folded(value.column.name) not in {folded(name) for name in self.dropped}
        return not used and not told and free and self.table.column(taken.name) is None

    def after_renames(self, renames: Mapping[str, str]) -> TargetTable:
        """The same with the old columns under the names that `renames` gave them."""
        return replace(
            self,
            values=tuple(
                replace(value, taken=replace(value.taken, name=renames[value.taken.name]))
                if value.taken is not None and value.taken.name in renames
                else value
                for value in self.values
            ),
        )

    def value(self, column: str) -> Value | None:
        return next((value for value in self.values if folded(value.column.name) == folded(column)), None)


def wanted_table(schema: Schema, old: Table, definition: str, columns: Mapping[str, str]) -> TargetTable:
    """Read `definition` and work out what each of its columns gets.

    Raises:
        ArgumentError: it is no CREATE TABLE for this table, D1 does not run it, or `columns` names no column of it.
        RefusedError: a NOT NULL column has neither a default nor a value.
    """
    sql = _under_its_own_name(definition, old.name)
    new = _as_the_engine_reads(schema, sql, old.name)
    given = _given(new, columns)
    stored = [column for column in new.columns if column.generated is None]
    values = [value for column in stored if (value := value_of(column, old, given.get(folded(column.name))))]
    _refuse_without_value(old, new, [column for column in stored if column not in {value.column for value in values}])
    dropped, replaced = _unused(old, new, values)
    return TargetTable(new, sql, tuple(values), dropped, replaced)


def _given(new: Table, columns: Mapping[str, str]) -> dict[str, str]:
    unknown = [name for name in columns if (column := new.column(name)) is None or column.generated is not None]
    if unknown:
        known = ", ".join(column.name for column in new.columns if column.generated is None)
        raise ArgumentError(
            f"`columns` names {', '.join(unknown)}, which the new definition does not have as a stored column.",
            way_out=f"Its keys are columns of the new definition: {known}.",
        )
    return {folded(name): expression for name, expression in columns.items()}


def _unused(old: Table, new: Table, values: list[Value]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    taken = {folded(value.taken.name) for value in values if value.taken}
    left = [column.name for column in old.columns if column.generated is None and folded(column.name) not in taken]
    dropped = tuple(name for name in left if new.column(name) is None)
    told = {name for name in left if any(mentions(value.expression, name) for value in values)}
    return dropped, tuple(name for name in left if name not in dropped and name not in told)


def _under_its_own_name(definition: str, name: str) -> str:
    statements = Script.of(definition).statements
    action = statements[0].action if len(statements) == 1 else None
    if not isinstance(action, Create) or action.kind != "table":
        raise ArgumentError(
            "`definition` is not one CREATE TABLE statement.",
            why=f"It holds {len(statements)} statements." if len(statements) != 1 else "",
            way_out=f"Pass the whole CREATE TABLE {name} (…) that is wanted; indexes and triggers are kept by themselves.",
        )
    statement: Statement = statements[0]
    if action.rest < len(statement.significant) and statement.significant[action.rest].says("AS"):
        raise ArgumentError(
            "`definition` takes its columns from a SELECT.", way_out="Write the columns out, between parentheses."
        )
    given = unquoted(action.name.text)
    if folded(given) not in (folded(name), folded(f"{name}_new"), folded(f"new_{name}")):
        raise ArgumentError(
            f"`definition` creates {given}, not {name}.", way_out="A rebuild keeps the name; rename with ALTER TABLE."
        )
    shift = statement.span.start
    edits = (
        [Edit(Span(action.name.span.start - shift, action.name.span.end - shift), quoted(name))]
        if given != name
        else []
    )
    if action.guarded:
        start = statement.significant[action.guard_at].span.start - shift
        end = action.name.span.start - shift
        edits.append(Edit(Span(start, end), ""))
    return apply_edits(statement.text, edits)


def _as_the_engine_reads(schema: Schema, sql: str, name: str) -> Table:
    words = frozenset(re.findall(r"\w+", folded(sql)))
    shadow = open_shadow()
    try:
        # What a definition means hangs on the tables that it names: a reference without columns is to their key.
        for other in schema.tables:
            if folded(other.name) != folded(name) and words.issuperset(re.findall(r"\w+", folded(other.name))):
                shadow.run(other.sql)
        shadow.run(sql)
        table = read_schema(shadow.connection).table(name)
    except StatementRefused as error:
        raise ArgumentError(f"D1 does not run `definition`: {error}.", way_out="Fix it and call again.") from error
    finally:
        shadow.close()
    if table is None:
        raise ArgumentError(f"`definition` makes no table {name}.")
    return table


def _refuse_without_value(old: Table, new: Table, unfilled: list[Column]) -> None:
    needy = [column for column in unfilled if column.notnull and column.default is None and not _numbers(new, column)]
    if needy:
        named = ", ".join(column.name for column in needy)
        raise RefusedError(
            f"{named} is NOT NULL and has no value for the rows that {old.name} has.",
            way_out=f'Give one: columns={{"{needy[0].name}": "\'unknown\'"}}, an old column, or an expression over the '
            "old row.",
        )


def _numbers(new: Table, column: Column) -> bool:
    """An INTEGER PRIMARY KEY that is left out numbers the rows by itself."""
    return new.primary_key == (column.name,) and column.type.upper() == "INTEGER" and not new.without_rowid
