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

    What takes another value than the very one counts where triggers set `column` from it as well: then both say the same.
    None where there is none, or where the table has lost that one by then.
    """
    table = this.before.table(this.target)
    for mirror in _followers(reading, this.target, column):
        if table is None or table.column(mirror.column) is None:
            continue
        if mirror.as_is or any(
            item.column == folded(column) for item in _followers(reading, this.target, mirror.column)
        ):
            return mirror
    return None


def _followers(reading: LintedScript, table: str, column: str) -> list[Mirror]:
    ways = {"INSERT": set[Mirror](), "UPDATE": set[Mirror]()}
    for trigger in reading.start.triggers.on(folded(table)):
        if (tree := trigger.tree) is not None:
            event: Node = tree.get("event") or {}
            waited = {folded(name_of(item)) for item in items(event, "columns")}
            way = ways.get(str(event.get("event_type")))
            if way is not None and (not waited or folded(column) in waited):
                way.update(_mirrors(tree, table, column))
    return sorted(ways["INSERT"] & ways["UPDATE"], key=lambda mirror: (not mirror.as_is, mirror.column))


def _mirrors(trigger: Node, table: str, column: str) -> Iterator[Mirror]:
    for written in items(trigger, "body"):
        if kind(written) != "UpdateStmt" or folded(name_of(written["table"])) != folded(table):
            continue
        if not _in_the_same_row(written):
            continue
        for clause in items(written, "setlist"):
            to, value = unquoted(str(clause.get("column") or "")), clause.get("value")
            if to and folded(to) != folded(column) and any(_is_new(node, column) for node in columns_named(value)):
                yield Mirror(folded(to), as_is=kind(value) == "ColumnRef")


def _in_the_same_row(written: Node) -> bool:
    """Whether the row that is written is the one that fired: it is found by a column of NEW or OLD of the same name."""
    named: dict[bool, set[str]] = {True: set(), False: set()}
    for node in columns_named(written.get("where_clause")):
        named[folded(str(node.get("table") or "")) in ("new", "old")].add(folded(name_of(node)))
    return bool(named[True] & named[False])


def _is_new(node: Node, column: str) -> bool:
    return folded(str(node.get("table") or "")) == "new" and folded(name_of(node)) == folded(column)
