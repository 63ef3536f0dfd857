"""The definition that is wanted: what it takes from the old row, what it drops, what it lacks a value for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nhimbe_migrations.d1.engine import StatementRefused, open_shadow
from nhimbe_migrations.d1.introspect import read_schema
from nhimbe_migrations.d1.schema import Column, Index, Schema, Table, folded
from nhimbe_migrations.d1.schema_actions import Create, read_action
from nhimbe_migrations.d1.statements import Statement, split
from nhimbe_migrations.d1.tokens import unquoted
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.text import Edit, Finding, Span, apply_edits

__all__ = ["Wanted", "wanted_table"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A new definition of a table, with the way from the old row to the new one."""

    table: Table
    sql: str
    targets: tuple[str, ...]
    """Quoted columns of the new table that get a value."""
    sources: tuple[str, ...]
    """For each the expression over the old row."""
    renames: Mapping[str, str]
    """New column → old column of another name that it takes."""
    dropped: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def takes_rowid(self) -> bool:
        keyed = [column for column in self.table.columns if column.primary_key]
        is_key = len(keyed) == 1 and keyed[0].type.upper() == "INTEGER"
        named = {folded(column.name) for column in self.table.columns} & {"rowid", "_rowid_", "oid"}
        return not self.table.without_rowid and not is_key and not named

    @property
    def autoincrement(self) -> bool:
        return self.table.autoincrement

    def keeps_index(self, index: Index) -> bool:
        """Whether the columns that an index names are still there; an expression is left to the engine."""
        return all(term.column is None or self.table.column(term.column) for term in index.terms)

    def lost_indexes(self, schema: Schema) -> tuple[Finding, ...]:
        """Say which indexes go because their columns do."""
        return tuple(
            Finding(
                "index-lost",
                "warning",
                f"{index.name} goes: a column of it is not in the new definition.",
                "Add CREATE INDEX for its successor if one is wanted.",
            )
            for index in schema.indexes_of(self.table.name)
            if not self.keeps_index(index)
        )


def wanted_table(schema: Schema, old: Table, definition: str, columns: Mapping[str, str]) -> Wanted:
    """Read `definition` and work out what each of its columns gets.

    Raises:
        ArgumentError: it is no CREATE TABLE for this table, D1 does not run it, or `columns` names no column of it.
        RefusedError: a NOT NULL column has neither a default nor a value.
    """
    sql = _under_its_own_name(definition, old.name)
    new = _as_the_engine_reads(schema, sql, old.name)
    given = {folded(name): expression for name, expression in columns.items()}
    unknown = [name for name in columns if new.column(name) is None]
    if unknown:
        raise ArgumentError(
            f"`columns` names {', '.join(unknown)}, which the new definition has not.",
            way_out=f"It has: {', '.join(column.name for column in new.columns)}.",
        )
    pairs = [(column, _source(column, old, given)) for column in new.columns if column.generated is None]
    _refuse_without_value(old, [column for column, source in pairs if source is None])
    filled = [(column, source) for column, source in pairs if source is not None]
    renames = {
        column.name: taken.name
        for column, source in filled
        if (taken := _plain(old, source)) and folded(taken.name) != folded(column.name)
    }
    used = {folded(taken.name) for _, source in filled if (taken := _plain(old, source))}
    dropped = tuple(
        c.name
        for c in old.columns
        if c.generated is None and folded(c.name) not in used and not _mentioned(c.name, given)
    )
    return Wanted(
        table=new,
        sql=sql,
        targets=tuple(_quoted(column.name) for column, _ in filled),
        sources=tuple(source for _, source in filled),
        renames=renames,
        dropped=dropped,
        findings=_findings(old, new, filled, dropped),
    )


def _under_its_own_name(definition: str, name: str) -> str:
    statements = split(definition)
    action = read_action(statements[0].significant) if len(statements) == 1 else None
    if not isinstance(action, Create) or action.kind != "table":
        raise ArgumentError(
            "`definition` is not one CREATE TABLE statement.",
            why=f"It holds {len(statements)} statements." if len(statements) != 1 else "",
            way_out=f"Pass the whole CREATE TABLE {name} (…) that is wanted; indexes and triggers are kept by themselves.",
        )
    statement: Statement = statements[0]
    given = unquoted(action.name.text)
    if folded(given) not in (folded(name), folded(f"{name}_new"), folded(f"new_{name}")):
        raise ArgumentError(
            f"`definition` creates {given}, not {name}.", way_out="A rebuild keeps the name; rename with ALTER TABLE."
        )
    shift = statement.span.start
    edits = (
        [Edit(Span(action.name.span.start - shift, action.name.span.end - shift), _quoted(name))]
        if given != name
        else []
    )
    if action.guarded:
        start = statement.significant[action.guard_at].span.start - shift
        end = action.name.span.start - shift
        edits.append(Edit(Span(start, end), ""))
    return apply_edits(statement.text, edits)


def _as_the_engine_reads(schema: Schema, sql: str, name: str) -> Table:
    shadow = open_shadow()
    try:
        for other in schema.tables:
            if folded(other.name) != folded(name):
                shadow.run(other.sql)
        shadow.run(sql)
        table = read_schema(shadow.connection).table(name)
    except StatementRefused as error:
        raise ArgumentError(f"D1 does not run `definition`: {error}.", way_out="Mend it and call again.") from error
    finally:
        shadow.close()
    if table is None:
        raise ArgumentError(f"`definition` makes no table {name}.")
    return table


def _source(column: Column, old: Table, given: Mapping[str, str]) -> str | None:
    """The expression for a new column: the mapped one, the old one of its name, else its own default."""
    expression = given.get(folded(column.name))
    if expression is not None:
        taken = old.column(expression.strip())
        return _quoted(taken.name) if taken else f"({expression})"
    same = old.column(column.name)
    if same is None:
        return "NULL" if column.default is None and not column.notnull else column.default and f"({column.default})"
    if column.notnull and not same.notnull and not same.primary_key and column.default is not None:
        return f"coalesce({_quoted(same.name)}, {column.default})"
    return _quoted(same.name)


def _refuse_without_value(old: Table, columns: list[Column]) -> None:
    if columns:
        named = ", ".join(column.name for column in columns)
        raise RefusedError(
            f"{named} is NOT NULL and has no value for the rows that {old.name} has.",
            way_out=f'Give one: columns={{"{columns[0].name}": "\'unknown\'"}}, an old column, or an expression.',
        )


def _plain(old: Table, source: str) -> Column | None:
    return old.column(unquoted(source)) if source.startswith('"') else None


def _mentioned(name: str, given: Mapping[str, str]) -> bool:
    return any(folded(name) in folded(expression) for expression in given.values())


def _findings(
    old: Table, new: Table, filled: list[tuple[Column, str]], dropped: tuple[str, ...]
) -> tuple[Finding, ...]:
    table = _quoted(old.name)
    found = [
        Finding(
            "drop-column",
            "warning",
            f"{name} is left out of the new definition, and its data with it.",
            f"SELECT count(*) FROM {table} WHERE {_quoted(name)} IS NOT NULL;",
        )
        for name in dropped
    ]
    for column, source in filled:
        was = _plain(old, source)
        if was is None:
            continue
        if column.notnull and not was.notnull and not was.primary_key:
            found.append(
                Finding(
                    "set-not-null",
                    "warning",
                    f"{column.name} becomes NOT NULL; the copy fails where it is NULL.",
                    f"SELECT count(*) FROM {table} WHERE {_quoted(was.name)} IS NULL;",
                )
            )
        if folded(column.type) != folded(was.type):
            found.append(
                Finding(
                    "change-type",
                    "note",
                    f"{column.name} changes from {was.type or 'no type'} to {column.type or 'no type'}; values are converted by affinity, or refused by STRICT.",
                    f"SELECT typeof({_quoted(was.name)}), count(*) FROM {table} GROUP BY 1;",
                )
            )
    return tuple(found) if new.columns else ()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
