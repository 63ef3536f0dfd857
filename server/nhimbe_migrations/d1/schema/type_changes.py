"""What a migration does to the shape of rows, in the words in which types.ts is told.

SQLite's types say little, so the constraints and defaults are read too: a flag is a column that may only hold 0 and 1
or is named BOOLEAN, a list of allowed strings is a union of literals, a default of `'[]'` or `'{}'` is JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.changes.shapes import (
    AddMember,
    AddShape,
    FieldShape,
    FieldType,
    RemoveMember,
    RemoveShape,
    RenameMember,
    RenameShape,
    ShapeChange,
)
from nhimbe_migrations.d1.schema.model import Column, Schema, Table, View
from nhimbe_migrations.d1.schema.renames import Renames
from nhimbe_migrations.d1.sql.create_table import parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token, significant

__all__ = ["field_shape", "shape_changes"]


def shape_changes(before: Schema, after: Schema, renames: Renames | None = None) -> tuple[ShapeChange, ...]:
    """Return how rows of tables and views change from `before` to `after`.

    Virtual tables have no rows of their own and are left out. A column that only changes its type is no change of
    shape here; one whose values or NULL-ability change is removed and added.
    """
    return tuple(_changes(before, after, renames or Renames()))


def _changes(before: Schema, after: Schema, renames: Renames) -> Iterator[ShapeChange]:
    met: set[str] = set()
    relations: list[Table | View] = [*before.tables, *before.views]
    for old in relations:
        new = _relation(after, old.name) or _relation(after, renames.table(old.name))
        if new is None:
            yield RemoveShape(old.name, "d1")
            continue
        met.add(folded(new.name))
        if folded(new.name) != folded(old.name):
            yield RenameShape(old.name, new.name, "d1")
        if old != new:
            yield from _member_changes(old, new, renames)
    fresh: list[Table | View] = [*after.tables, *after.views]
    for new in fresh:
        if folded(new.name) not in met:
            yield AddShape(new.name, tuple(field_shape(new, column) for column in _visible(new)), "d1")


def _member_changes(old: Table | View, new: Table | View, renames: Renames) -> Iterator[ShapeChange]:
    moved = renames.columns_of(new.name)
    now = {folded(column.name): column for column in _visible(new)}
    met: set[str] = set()
    for column in _visible(old):
        key = folded(column.name)
        target = folded(moved.get(key, column.name))
        if target not in now:
            yield RemoveMember(new.name, column.name, "d1")
            continue
        met.add(target)
        if now[target].name != column.name:
            yield RenameMember(new.name, column.name, now[target].name, "d1")
        was, becomes = field_shape(old, column), field_shape(new, now[target])
        if isinstance(new, Table) and (was.type, was.nullable, was.literals, was.ts_type) != (
            becomes.type, becomes.nullable, becomes.literals, becomes.ts_type,
        ):  # fmt: skip
            yield RemoveMember(new.name, now[target].name, "d1")
            yield AddMember(new.name, becomes, "d1")
    for key, column in now.items():
        if key not in met:
            yield AddMember(new.name, field_shape(new, column), "d1")


def _relation(schema: Schema, name: str) -> Table | View | None:
    found = schema.find("table", name) or schema.find("view", name)
    return found if isinstance(found, Table | View) else None


def _visible(item: Table | View) -> Sequence[Column]:
    return [column for column in item.columns if not column.hidden]


def field_shape(owner: Table | View, column: Column) -> FieldShape:
    """Return what a type declaration needs to know about a column."""
    if isinstance(owner, View):
        return FieldShape(column.name, _type(column, ()), nullable=True, ts_type=_json_type(column))
    allowed = _allowed(owner, column)
    literals = tuple(token.name for token in allowed if token.kind == "string")
    if len(literals) != len(allowed):
        literals = ()
    nullable = not column.notnull and not _is_key(owner, column)
    return FieldShape(column.name, _type(column, allowed), nullable, literals, _json_type(column))


def _is_key(owner: Table, column: Column) -> bool:
    """A primary key counts as present: SQLite lets most of them be NULL, but no row that has one is."""
    return bool(column.primary_key) or owner.column(column.name) is None


def _type(column: Column, allowed: Sequence[Token]) -> FieldType:
    declared = column.type.upper()
    if declared.startswith("BOOL") or {token.text for token in allowed} == {"0", "1"}:
        return "boolean"
    if _json_type(column) is not None or "JSON" in declared or "BLOB" in declared:
        return "unknown"
    if "INT" in declared:
        return "int"
    if any(word in declared for word in ("CHAR", "CLOB", "TEXT", "DATE", "TIME")):
        return "string"
    if any(word in declared for word in ("REAL", "FLOA", "DOUB", "NUM", "DEC")):
        return "number"
    return "unknown"


def _json_type(column: Column) -> str | None:
    """The TypeScript type of JSON, which its default gives away."""
    match (column.default or "").replace(" ", "").strip("'\""):
        case "[]" | "json_array()":
            return "unknown[]"
        case "{}" | "json_object()":
            return "Record<string, unknown>"
        case _:
            return None


def _allowed(owner: Table, column: Column) -> tuple[Token, ...]:
    """Return the values of a `CHECK (column IN (…))`, alone or with `column IS NULL OR` before it."""
    for check in owner.checks:
        words = significant(check.expression)
        for at, word in enumerate(words[:-2]):
            if (
                word.kind in ("word", "quoted")
                and folded(word.name) == folded(column.name)
                and words[at + 1].says("IN")
            ):
                around = {
                    token.text.upper() for token in (*words[:at], *words[at + 2 + len(parenthesised(words, at + 2)) :])
                }
                if around <= {"(", ")", "IS", "NULL", "OR", word.text.upper()}:
                    inner = parenthesised(words, at + 2)[1:-1]
                    return tuple(token for token in inner if not token.says(","))
    return ()
