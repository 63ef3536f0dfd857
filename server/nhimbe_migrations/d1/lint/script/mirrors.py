"""Columns that triggers keep in step with another of the same table, as between the two steps of a rename."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of
from nhimbe_migrations.d1.sql.tokens import unquoted

__all__ = ["Mirror", "mirror_of"]


@dataclass(frozen=True, slots=True)
class Mirror:
    """A column that follows another, by triggers that stand before the file."""

    column: str
    as_is: bool
    """It takes the very value; else what an expression makes of it."""


def mirror_of(reading: LintedScript, this: LintedStatement, column: str) -> Mirror | None:
    """Return what holds the values of `column` when `this` runs: a column set on INSERT and on UPDATE alike.

    None where there is none, or where the table has lost that one by then.
    """
    ways = {"INSERT": set[Mirror](), "UPDATE": set[Mirror]()}
    for trigger in reading.start.triggers.values():
        if folded(trigger.table) == folded(this.target) and (tree := trigger.tree) is not None:
            event = str((tree.get("event") or {}).get("event_type"))
            if event in ways:
                ways[event].update(_mirrors(tree, this.target, column))
    table = this.before.table(this.target)
    both = sorted(ways["INSERT"] & ways["UPDATE"], key=lambda mirror: (not mirror.as_is, mirror.column))
    return next((mirror for mirror in both if table is not None and table.column(mirror.column) is not None), None)


def _mirrors(trigger: Node, table: str, column: str) -> Iterator[Mirror]:
    for written in items(trigger, "body"):
        if kind(written) != "UpdateStmt" or folded(name_of(written["table"])) != folded(table):
            continue
        for clause in items(written, "setlist"):
            to, value = unquoted(str(clause.get("column") or "")), clause.get("value")
            if to and folded(to) != folded(column) and any(_is_new(node, column) for node in columns_named(value)):
                yield Mirror(folded(to), as_is=kind(value) == "ColumnRef")


def _is_new(node: Node, column: str) -> bool:
    return folded(str(node.get("table") or "")) == "new" and folded(name_of(node)) == folded(column)
