"""What a migration that schema.sql already has did to the shapes of its tables.

The shapes before it are not on disk any more, so they are worked out backwards: the schema with the file in it,
less what the file's own statements make.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.d1.proof.schema_problems import schema_of
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.schema.type_changes import shape_changes
from nhimbe_migrations.d1.sql.actions import Action, AddColumn, Create, RenameColumn, RenameTable
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import Token, unquoted

__all__ = ["shapes_of_file"]


def shapes_of_file(schema_text: str, sql: str) -> Sequence[ShapeChange]:
    """Return the shape changes of `sql`, whether schema.sql has it already or not."""
    after = schema_of(f"{schema_text.rstrip()}\n;\n{sql}")
    before = after
    for statement in reversed(Script.of(sql).statements):
        action = statement.action
        before = _without(before, action) if action else before
    return shape_changes(before, after, read_renames(sql, before))


def _without(schema: Schema, action: Action) -> Schema:
    match action:
        case Create("table" | "view", name):
            gone = _name(name)
            return replace(
                schema,
                tables=tuple(table for table in schema.tables if folded(table.name) != gone),
                views=tuple(view for view in schema.views if folded(view.name) != gone),
            )
        case AddColumn(table, name):
            column = _name(name)
            return _with_table(
                schema,
                table,
                lambda item: replace(item, columns=tuple(c for c in item.columns if folded(c.name) != column)),
            )
        case RenameColumn(table, name, to):
            now, then = _name(to), unquoted(name.text)
            return _with_table(
                schema,
                table,
                lambda item: replace(
                    item, columns=tuple(replace(c, name=then) if folded(c.name) == now else c for c in item.columns)
                ),
            )
        case RenameTable(name, to):
            return _with_table(schema, to, lambda item: replace(item, name=unquoted(name.text)))
        case _:
            return schema


def _with_table(schema: Schema, table: Token, change: Callable[[Table], Table]) -> Schema:
    wanted = _name(table)
    return replace(
        schema, tables=tuple(change(table) if folded(table.name) == wanted else table for table in schema.tables)
    )


def _name(token: Token) -> str:
    return folded(unquoted(token.text))
