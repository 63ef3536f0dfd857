"""Rows that hang on rows which a migration may delete: what a DELETE takes along shows only where something is there.

A row that is deleted because a table holds nothing of it has rows in the other tables that reference it.
"""

from __future__ import annotations

from typing import Any, Protocol

from nhimbe_migrations.d1.rows.candidates import Value
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.rows.table_plan import Plans, TablePlan, rowid_of
from nhimbe_migrations.d1.schema.model import ForeignKey, Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

__all__ = ["Children", "Given", "Maker"]

Given = dict[str, Value]
"""What columns of a new row hold, by folded name."""
_DEPTH = 3
"""How far down children are given to rows that may go."""
_MOST_BELOW = 10
_Condition = tuple[str, tuple[Value, ...]]
"""Of the rows of a parent `p`, with its bindings."""


class Maker(Protocol):
    """What inserts rows and asks for them."""

    schema: Schema
    needs: Needs
    plans: Plans

    def insert(self, table: str, given: Given) -> bool: ...
    def fit(self, table: str) -> Given: ...
    def met(self, table: str) -> list[Given]: ...
    def last_row(self, table: str) -> int: ...
    def ask(self, query: str, bindings: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]: ...


class Children:
    """Gives the rows of tables that may lose some the children that a database has."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._started = {name: maker.last_row(name) for name in maker.needs.deleted_from if name in maker.plans}

    def give(self) -> None:
        """Give them to the rows that came since this was made, and to those that were there and that a condition meets."""
        for table, last in self._started.items():
            self._of_rows(table, self._since(table, last), _DEPTH, firing=table in self._maker.needs.chosen)
        for table in self._started:
            for given in self._maker.met(table):
                self._of_rows(table, _holding(given), _DEPTH, firing=True)
            self._lacking(table)

    def _of_rows(
        self, table: str, rows: _Condition, depth: int, *, firing: bool = False, without: frozenset[str] = frozenset()
    ) -> None:
        """Give the rows of `table` a child in each table that references it, and these children children.

        With `firing`, only through keys that do something when the row goes; in no case in the tables `without`.
        """
        plan = self._maker.plans.get(table)
        if plan is None or depth == 0:
            return
        for reference in self._maker.schema.references_to(table):
            child, key = folded(reference.table), reference.key
            if child not in self._maker.plans or not key.to or len(key.to) != len(key.columns) or child in without:
                continue
            if firing and not key.acts_on_delete:
                continue
            if child == table:
                self._below(plan, key, rows)
                continue
            start = self._maker.last_row(child)
            for row in self._parents_without(plan, reference.table, key, rows):
                self._maker.insert(child, {**self._maker.fit(child), **_pointing(key, row)})
            self._of_rows(child, self._since(child, start), depth - 1, firing=firing, without=without)

    def _below(self, plan: TablePlan, key: ForeignKey, rows: _Condition) -> None:
        """A table that references itself: rows that may go have rows below them."""
        table = folded(plan.name)
        for row in self._parents_without(plan, plan.name, key, rows)[:_MOST_BELOW]:
            self._maker.insert(table, {**self._maker.fit(table), **_pointing(key, row)})

    def _lacking(self, table: str) -> None:
        """Rows of `table` of which a table that the migration names holds nothing, and each other one something.

        Such rows are what `NOT IN`, `NOT EXISTS` and a LEFT JOIN without a partner delete.
        """
        plan = self._maker.plans[table]
        references = [item for item in self._maker.schema.references_to(table) if folded(item.table) != table]
        named = [name for item in references if (name := folded(item.table)) in self._maker.needs.named]
        keyed = {column for key in plan.table.unique_keys() for column in key}
        for lacked in dict.fromkeys(filter(None, (*(frozenset({name}) for name in named), frozenset(named)))):
            for given in ({}, *self._maker.met(table)):
                besides = {column: value for column, value in given.items() if column not in keyed}
                for values in (given, besides) if len(besides) < len(given) else (given,):
                    if self._maker.insert(table, {**self._maker.fit(table), **values}):
                        break
            rows = " AND ".join(_has_none(item.table, item.key) for item in references if folded(item.table) in lacked)
            self._of_rows(table, (rows, ()), _DEPTH, firing=True, without=lacked)

    def _since(self, table: str, last: int) -> _Condition:
        plan = self._maker.plans[table]
        return ("1", ()) if plan.table.without_rowid else (f"p.{rowid_of(plan.table)} > ?", (last,))

    def _parents_without(self, plan: TablePlan, child: str, key: ForeignKey, rows: _Condition) -> list[tuple[Any, ...]]:
        listed = ", ".join(f"p.{quoted(column)}" for column in key.to)
        condition, bindings = rows
        return self._maker.ask(
            f"SELECT {listed} FROM {quoted(plan.name)} p WHERE {_has_none(child, key)} AND {condition} LIMIT 12",
            bindings,
        )


def _has_none(child: str, key: ForeignKey) -> str:
    same = " AND ".join(f"c.{quoted(c)} = p.{quoted(t)}" for c, t in zip(key.columns, key.to, strict=False))
    return f"NOT EXISTS (SELECT 1 FROM {quoted(child)} c WHERE {same})"


def _pointing(key: ForeignKey, row: tuple[Any, ...]) -> Given:
    return {folded(column): value for column, value in zip(key.columns, row, strict=True)}


def _holding(given: Given) -> _Condition:
    return " AND ".join(f"p.{quoted(column)} IS ?" for column in given), tuple(given.values())
