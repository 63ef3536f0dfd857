"""Change a column's name or type without downtime, in two migrations around a deploy.

`expand` adds the new column, fills it, and keeps both in step by triggers, so that code that knows one name and code
that knows the other can run at once. `contract`, once no code knows the old name, takes triggers and column away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from nhimbe_migrations.d1.derive.plan import derive, schema_text
from nhimbe_migrations.d1.rebuild.dependents import guarded
from nhimbe_migrations.d1.rebuild.plan import plan_rebuild
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import load_schema, open_loaded
from nhimbe_migrations.d1.schema.model import Column, Index, Schema, Table
from nhimbe_migrations.d1.sql.create_table import COLUMN_CONSTRAINTS, Element, body_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token, quoted, significant
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.text import Edit, Span, apply_edits

__all__ = ["ColumnChange", "contract", "expand"]

Render = Callable[..., str]


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """One column on its way to another name, and perhaps another type."""

    table: str
    old: str
    new: str
    type: str | None = None
    """The type of the new column; None where it stays."""
    forward: str | None = None
    """SQL over `old` that gives the new value; None: the value itself, cast where the type changes."""
    backward: str | None = None
    """SQL over `new` that gives the old value."""

    def triggers(self, *, required: bool) -> dict[str, str]:
        """Name the triggers that keep both alike. The name alone tells, afterwards, whether `old` was NOT NULL."""
        stem = f"expand_{self.table}_{self.old}_{self.new}{'_not_null' if required else ''}"
        return {kind: f"{stem}_{kind}" for kind in ("insert_new", "insert_old", "update_new", "update_old")}


def _kept_alike(schema: Schema, change: ColumnChange) -> bool | None:
    """Whether the old column was NOT NULL before; None where the two are not kept alike."""
    table = schema.table(change.table)
    if table is None or table.column(change.old) is None or table.column(change.new) is None:
        return None
    for required in (False, True):
        names = change.triggers(required=required).values()
        if all(schema.find("trigger", name) is not None for name in names):
            return required
    return None


def expand(schema_sql: str, change: ColumnChange, render: Render) -> str:
    """Return the statements of the first step.

    The new column takes NULL for as long as both are there, since code that knows the old name leaves it out. A NOT NULL
    of the old one becomes "one of the two is not NULL", where no default stands in; `contract` puts it on the new one.

    Raises:
        ArgumentError: the table or the column is not there, or the new name is taken.
        RefusedError: the column is part of the primary key or generated: it cannot live twice.
    """
    schema = load_schema(schema_sql).schema
    table, column = _column(schema, change)
    if table.column(change.new) is not None:
        raise ArgumentError(f"{table.name} has a column {change.new} already.", way_out="Take another name.")
    if column.primary_key or column.generated:
        what = "is part of the primary key" if column.primary_key else "is generated"
        raise RefusedError(
            f"{table.name}.{column.name} {what}, so it cannot have two names.",
            way_out="Rename it with strategy direct, in a window without traffic.",
        )
    new_column = f"{quoted(change.new)} {change.type if change.type is not None else column.type}".strip()
    if column.collation != "BINARY":
        new_column += f" COLLATE {column.collation}"
    make = f"ALTER TABLE {quoted(table.name)} ADD COLUMN {new_column};"
    required = column.notnull and column.default is None
    if required:
        make = plan_rebuild(
            schema_sql,
            table=table.name,
            definition=_loosened(table, column, new_column, change),
            columns={},
            render=render,
        ).sql.rstrip("\n")
    forward, backward = _conversions(column, change)
    return render(
        "d1/expand.sql.j2",
        table=table.name,
        old=column.name,
        new=change.new,
        make=make,
        names=change.triggers(required=required),
        forward=forward,
        forward_new=_of_new_row(forward, column.name),
        backward_new=_of_new_row(backward, change.new),
        row=_same_row(table),
        indexes=[*_twins(schema, table, change)],
    )


def contract(schema_sql: str, change: ColumnChange, render: Render) -> str:
    """Return the statements of the last step: the new column takes over what the old one was, and the old one goes.

    Raises:
        RefusedError: the first step has not been run on this database.
    """
    schema = load_schema(schema_sql).schema
    required = _kept_alike(schema, change)
    if required is None:
        raise RefusedError(
            f"{change.table}.{change.old} and {change.new} are not kept in step here.",
            why="contract is the last step; expand comes first.",
            way_out="Draft with strategy expand, deploy the code that knows the new name, then contract.",
        )
    goal = _goal(schema, change, required=required)
    table, column = _column(schema, change)
    # Kept alike, the two agree; where a row slipped past the triggers, the old value counts.
    value = f"coalesce({quoted(change.new)}, {_conversions(column, change)[0]})"
    columns = {table.name: {change.new: value}}  # where ALTER TABLE gets there, it is not asked
    # Rows on which the two differ, as a rebuild alone would be tried on, cannot come about before the triggers go.
    return derive(schema_sql, goal, renames={}, drops_accepted=True, render=render, columns=columns, proves=False).sql


def _goal(schema: Schema, change: ColumnChange, *, required: bool) -> Schema:
    """The schema at the end, asked of the engine: what named the old column names the new one."""
    table, column = _column(schema, change)
    new = table.column(change.new)
    type_name = new.type if new else column.type
    alone = replace(table, sql=_without_new(table, change))
    shadow = open_loaded(schema_text(_only_old(schema, table, alone, change, required=required)))
    try:
        error = shadow.apply(
            f"ALTER TABLE {quoted(table.name)} RENAME COLUMN {quoted(column.name)} TO {quoted(change.new)};"
        )
        if error:
            raise RefusedError(
                f"{table.name}.{column.name} cannot give way to {change.new}: {error.message}.",
                way_out="Change what the message names first.",
            )
        goal = read_schema(shadow.connection)
    finally:
        shadow.close()
    tables = tuple(
        replace(item, sql=_retyped(item, change.new, type_name, required=required))
        if folded(item.name) == folded(table.name)
        else item
        for item in goal.tables
    )
    return load_schema(schema_text(replace(goal, tables=tables))).schema


def _only_old(schema: Schema, table: Table, alone: Table, change: ColumnChange, *, required: bool) -> Schema:
    triggers = change.triggers(required=required).values()
    return replace(
        schema,
        tables=tuple(alone if item is table else item for item in schema.tables),
        indexes=tuple(item for item in schema.indexes if not _is_twin(item, change)),
        triggers=tuple(item for item in schema.triggers if item.name not in triggers),
    )


def _without_new(table: Table, change: ColumnChange) -> str:
    body = body_of(table.sql)
    if body is None:
        return table.sql
    kept = [item for item in body.elements if not _is_ours(item, change)]
    inside = ", ".join(item.span.of(table.sql) for item in kept)
    return f"{table.sql[: body.opening.end]}{inside}{table.sql[body.closing.start :]}"


def _is_ours(element: Element, change: ColumnChange) -> bool:
    if element.name is not None:
        return folded(element.name) == folded(change.new)
    return [word.text for word in element.words] == [word.text for word in significant(_either(change))]


def _either(change: ColumnChange) -> str:
    """What stands in for NOT NULL while a writer may know either name."""
    return f"CHECK ({quoted(change.old)} IS NOT NULL OR {quoted(change.new)} IS NOT NULL)"


def _retyped(table: Table, name: str, type_name: str, *, required: bool) -> str:
    """The table's definition with the type that the new column has, and the NOT NULL that the old one had."""
    body = body_of(table.sql)
    element = (
        next((item for item in body.columns if item.name and folded(item.name) == folded(name)), None) if body else None
    )
    column = table.column(name)
    if element is None or column is None:
        return table.sql
    edits = []
    if column.type.upper() != type_name.upper():
        words = element.words[1:]
        typed = words[: next((at for at, word in enumerate(words) if word.says(*COLUMN_CONSTRAINTS)), len(words))]
        start = typed[0].span.start if typed else element.words[0].span.end
        edits.append(Edit(Span(start, typed[-1].span.end if typed else start), f"{'' if typed else ' '}{type_name}"))
    if required:
        edits.append(Edit(Span(element.span.end, element.span.end), " NOT NULL"))
    return apply_edits(table.sql, edits)


def _column(schema: Schema, change: ColumnChange) -> tuple[Table, Column]:
    table = schema.table(change.table)
    column = table.column(change.old) if table else None
    if table is None or column is None:
        raise ArgumentError(f"There is no column {change.table}.{change.old} in the database.")
    return table, column


def _conversions(column: Column, change: ColumnChange) -> tuple[str, str]:
    old, new = quoted(column.name), quoted(change.new)
    if change.type is None or change.type.upper() == column.type.upper():
        return change.forward or old, change.backward or new
    return (
        change.forward or f"CAST({old} AS {change.type})",
        change.backward or f"CAST({new} AS {column.type or 'BLOB'})",
    )


def _of_new_row(expression: str, column: str) -> str:
    edits = [
        Edit(word.span, f"NEW.{quoted(column)}")
        for word in significant(expression)
        if word.kind in ("word", "quoted") and folded(word.name) == folded(column)
    ]
    return apply_edits(expression, edits)


def _same_row(table: Table) -> str:
    if not table.without_rowid:
        names = {folded(column.name) for column in table.columns}
        rowid = next(name for name in ("rowid", "_rowid_", "oid") if name not in names)
        return f"{rowid} = NEW.{rowid}"
    return " AND ".join(f"{quoted(name)} IS NEW.{quoted(name)}" for name in table.primary_key)


def _loosened(table: Table, column: Column, new_column: str, change: ColumnChange) -> str:
    """The table's definition without NOT NULL on `column`, and with the new column behind the others."""
    body = body_of(table.sql)
    if body is None:
        raise RefusedError(f"The definition of {table.name} has no list of columns.")
    element = next(item for item in body.columns if item.name and folded(item.name) == folded(column.name))
    last, end = body.columns[-1].span.end, body.elements[-1].span.end
    edits = [
        *(Edit(span, "") for span in _not_null(element)),
        Edit(Span(last, last), f", {new_column}"),
        Edit(Span(end, end), f", {_either(change)}"),
    ]
    return apply_edits(table.sql, edits)


def _not_null(element: Element) -> list[Span]:
    words = element.words
    found = []
    for at in range(1, len(words) - 1):
        if words[at].says("NOT") and words[at + 1].says("NULL") and _outside(words, at):
            start = at - 2 if at > 2 and words[at - 2].says("CONSTRAINT") else at  # noqa: PLR2004 CONSTRAINT and its name
            end = at + 4 if at + 4 <= len(words) and words[at + 2 : at + 3] and words[at + 2].says("ON") else at + 2
            found.append(Span(words[start].span.start, words[end - 1].span.end))
    return found


def _outside(words: tuple[Token, ...], at: int) -> bool:
    return sum(word.says("(") - word.says(")") for word in words[:at]) == 0


def _twin_suffix(change: ColumnChange) -> str:
    return f"_expand_{change.new}"


def _is_twin(index: Index, change: ColumnChange) -> bool:
    return folded(index.table) == folded(change.table) and index.name.endswith(_twin_suffix(change))


def _twins(schema: Schema, table: Table, change: ColumnChange) -> Iterator[str]:
    """Each index over the old column, over the new one; a UNIQUE of the table too, since code may say ON CONFLICT (new)."""
    suffix = _twin_suffix(change)
    taken = {folded(f"{index.name}{suffix}") for index in schema.indexes_of(table.name)}
    for index in schema.indexes_of(table.name):
        if (sql := _twin(index.sql, index.name, change)) is not None:
            yield sql
    resolves = any(
        word.says("CONFLICT") for word in significant(table.sql)
    )  # an index has no such clause: it would refuse
    for unique in () if resolves else table.uniques:
        if folded(change.old) in map(folded, unique.columns):
            stem = f"idx_{table.name}_{'_'.join(unique.columns)}"
            while folded(f"{stem}{suffix}") in taken or schema.named(f"{stem}{suffix}"):
                stem = f"{stem}_unique"
            taken.add(folded(f"{stem}{suffix}"))
            named = ", ".join(
                quoted(change.new if folded(item) == folded(change.old) else item) for item in unique.columns
            )
            yield f"CREATE UNIQUE INDEX IF NOT EXISTS {quoted(stem + suffix)} ON {quoted(table.name)}({named})"


def _twin(sql: str, name: str, change: ColumnChange) -> str | None:
    """The same index over the new column; None where the index does not name the old one."""
    words = significant(sql)
    named = [word for word in words if word.kind in ("word", "quoted") and folded(word.name) == folded(change.old)]
    if not named:
        return None
    title = next(word for word in words if word.kind in ("word", "quoted") and word.name == name)
    edits = [Edit(word.span, quoted(change.new)) for word in named if word is not title]
    return guarded(apply_edits(sql, [*edits, Edit(title.span, quoted(f"{name}{_twin_suffix(change)}"))]))
