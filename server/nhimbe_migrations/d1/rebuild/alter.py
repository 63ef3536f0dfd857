"""Try the cheap way first: RENAME, ADD and DROP COLUMN, asked of the engine whether they give the wanted table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nhimbe_migrations.d1.rebuild.definition import TargetTable
from nhimbe_migrations.d1.rebuild.dependents import Indexes
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import open_loaded
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.create_table import body_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted, significant

__all__ = ["AlterStep", "Alteration", "plan_alter"]


@dataclass(frozen=True, slots=True)
class AlterStep:
    kind: Literal["rename", "add", "fill", "drop index", "drop"]
    name: str
    definition: str = ""
    """Of a column to add; the value to fill it with."""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Alteration:
    steps: tuple[AlterStep, ...]
    order_only: bool = False
    """They give the same columns in another order, which is not what was asked for."""


def plan_alter(schema_sql: str, schema: Schema, old: Table, wanted: TargetTable, indexes: Indexes) -> Alteration | None:
    """Return the statements that make `wanted` of `old` in place; None where none do.

    `schema_sql` is before renames, the rest after them.
    """
    if any(value.taken and not value.is_plain for value in wanted.values):
        return None
    new = [value for value in wanted.values if value.expression and old.column(value.column.name) is None]
    if len(new) != sum(value.expression is not None for value in wanted.values) or (
        new and _acts_on_update(schema, old)
    ):
        return None
    steps = tuple(_steps(old, wanted, indexes))
    if not steps:
        return None
    return _asked(schema_sql, schema, old, wanted, steps)


def _acts_on_update(schema: Schema, old: Table) -> bool:
    """Whether filling a column would set off a trigger."""
    return any(
        "UPDATE" in [word.text.upper() for word in significant(trigger.sql)] for trigger in schema.triggers_of(old.name)
    )


def _steps(old: Table, wanted: TargetTable, indexes: Indexes) -> Iterator[AlterStep]:
    for name, to in wanted.renames.items():
        yield AlterStep("rename", name, to=to)
    renamed = {folded(name) for name in wanted.renames.values()}
    body = body_of(wanted.sql)
    for element in body.columns if body else ():
        added = element.name
        if added and old.column(added) is None and folded(added) not in renamed:
            yield AlterStep("add", added, element.span.of(wanted.sql))
    for value in wanted.values:
        if value.expression:
            yield AlterStep("fill", value.column.name, value.expression)
    for index in indexes.lost:
        yield AlterStep("drop index", index.name)
    for dropped in wanted.dropped:
        yield AlterStep("drop", dropped)


def _asked(
    schema_sql: str, schema: Schema, old: Table, wanted: TargetTable, steps: tuple[AlterStep, ...]
) -> Alteration | None:
    altered, made = open_loaded(schema_sql), open_shadow()
    try:
        if altered.apply("\n".join(_statement(old.name, step) for step in steps)) is not None:
            return None
        for other in schema.tables:
            made.run(wanted.sql if folded(other.name) == folded(old.name) else other.sql)
        left, right = read_schema(altered.connection).table(old.name), read_schema(made.connection).table(old.name)
        if left is None or right is None:
            return None
        different = differences(Schema((left,)), Schema((right,)))
        if all(item.order_only for item in different):
            return Alteration(steps, order_only=bool(different))
        return None
    finally:
        altered.close()
        made.close()


def _statement(table: str, step: AlterStep) -> str:
    match step.kind:
        case "rename":
            return f"ALTER TABLE {quoted(table)} RENAME COLUMN {quoted(step.name)} TO {quoted(step.to)};"
        case "drop":
            return f"ALTER TABLE {quoted(table)} DROP COLUMN {quoted(step.name)};"
        case "drop index":
            return f"DROP INDEX {quoted(step.name)};"
        case "add":
            return f"ALTER TABLE {quoted(table)} ADD COLUMN {step.definition};"
        case "fill":
            return f"UPDATE {quoted(table)} SET {quoted(step.name)} = {step.definition};"
