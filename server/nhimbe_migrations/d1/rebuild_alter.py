"""Try the cheap way first: RENAME COLUMN, DROP COLUMN and ADD COLUMN, proved to give the wanted table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nhimbe_migrations.d1.compare import differences
from nhimbe_migrations.d1.engine import open_shadow
from nhimbe_migrations.d1.introspect import read_schema
from nhimbe_migrations.d1.rebuild_wanted import Wanted
from nhimbe_migrations.d1.schema import Schema, Table, folded
from nhimbe_migrations.d1.schema_body import body_of

__all__ = ["Alteration", "Step", "plan_alter"]


@dataclass(frozen=True, slots=True)
class Step:
    kind: Literal["rename", "drop", "add"]
    name: str
    to: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Alteration:
    steps: tuple[Step, ...]


def plan_alter(schema_sql: str, schema: Schema, old: Table, wanted: Wanted) -> Alteration | None:
    """Return the ALTER TABLE statements that make `wanted` of `old`; None where they do not get there.

    Whether they do is asked of the engine, with a row in the table, since ADD COLUMN takes less then.
    """
    if any(source.startswith(("(", "coalesce(")) for source in wanted.sources):
        return None
    steps = tuple(_steps(old, wanted))
    if not steps or not _gets_there(schema_sql, schema, old, wanted, steps):
        return None
    return Alteration(steps)


def _steps(old: Table, wanted: Wanted) -> Iterator[Step]:
    for to, name in wanted.renames.items():
        yield Step("rename", name, to)
    for dropped in wanted.dropped:
        yield Step("drop", dropped)
    body = body_of(wanted.sql)
    for element in body.columns if body else ():
        name = element.name
        if name and old.column(name) is None and name not in wanted.renames:
            yield Step("add", name, definition=element.span.of(wanted.sql))


def _gets_there(schema_sql: str, schema: Schema, old: Table, wanted: Wanted, steps: tuple[Step, ...]) -> bool:
    altered, made = open_shadow(), open_shadow()
    try:
        altered.load(schema_sql)
        if altered.apply("\n".join(_statement(old.name, step) for step in steps)) is not None:
            return False
        for other in schema.tables:
            made.run(wanted.sql if folded(other.name) == folded(old.name) else other.sql)
        left, right = read_schema(altered.connection).table(old.name), read_schema(made.connection).table(old.name)
        return left is not None and right is not None and not differences(Schema((left,)), Schema((right,)))
    finally:
        altered.close()
        made.close()


def _statement(table: str, step: Step) -> str:
    match step.kind:
        case "rename":
            return f"ALTER TABLE {_quoted(table)} RENAME COLUMN {_quoted(step.name)} TO {_quoted(step.to)};"
        case "drop":
            return f"ALTER TABLE {_quoted(table)} DROP COLUMN {_quoted(step.name)};"
        case "add":
            return f"ALTER TABLE {_quoted(table)} ADD COLUMN {step.definition};"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
