"""Rows for one migration: those that it needs to do anything at all, and those that a database has in spite of it.

They are added to the plain rows. Each is inserted by itself and dropped where the table does not accept it, so every
row that is there could have been written by an application.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.rows.candidates import Value
from nhimbe_migrations.d1.rows.children import Children, Given
from nhimbe_migrations.d1.rows.column_values import fitting_values, odd_values
from nhimbe_migrations.d1.rows.fill import parents_first
from nhimbe_migrations.d1.rows.reading.needs import Branch, ColumnUse, Needs, Place
from nhimbe_migrations.d1.rows.references import settle_references
from nhimbe_migrations.d1.rows.search import RowProblem, RowSearch
from nhimbe_migrations.d1.rows.table_plan import Plans, rowid_of
from nhimbe_migrations.d1.schema.model import Column, Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["add_rows"]

_SERIAL = 800
_MOST_ROWS = 120
"""Rows added to one table, without the children of others."""
_MOST_MET = 10


def add_rows(shadow: Shadow, schema: Schema, needs: Needs) -> None:
    """Add to the plain rows of `shadow` what `needs` asks for."""
    _Maker(shadow, schema, needs).make()


@dataclass
class _Maker:
    shadow: Shadow
    schema: Schema
    needs: Needs
    serial: int = _SERIAL
    added: dict[str, int] = field(default_factory=dict)
    fits: dict[str, list[Given]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plans = Plans(self.schema)

    def make(self) -> None:
        order = parents_first(self.schema)
        for name in order:
            self.fits[name] = self._fitting(name)
        with self.shadow.references_off():
            self.shadow.ask("BEGIN")
            children = Children(self)
            for name in order:
                if self.fits[name]:
                    for given in self.fits[name][:3]:
                        self.insert(name, given)
            self._linked()
            for branch in self.needs.branches:
                for _ in range(2 if branch.several else 1):
                    self._scenario(branch)
            for name in order:
                self._odd(name)
                self._duplicates(name)
            children.give()
            settle_references(self.shadow, self.schema)
            self.shadow.ask("COMMIT")

    def _fitting(self, table: str) -> list[Given]:
        """What the columns of fitting rows hold: every need of the table at once."""
        uses = {place[1]: use for place, use in self.needs.uses.items() if place[0] == table}
        combinations = self.needs.combinations.get(table, [])
        lists = {
            name: values for name, use in uses.items() if (values := fitting_values(self._column((table, name)), use))
        }
        if not uses and not combinations:
            return []
        rows: list[Given] = []
        for at in range(3):
            row = {name: values[at % len(values)] for name, values in lists.items()}
            if combinations:
                row.update(combinations[at % len(combinations)])
            rows.append(row)
        return rows

    def _column(self, place: Place) -> Column | None:
        table = self.schema.table(place[0])
        return table.column(place[1]) if table else None

    def insert(self, table: str, given: Given, *, null: str | None = None) -> bool:
        plan = self.plans.get(table)
        if plan is None or self.added.get(table, 0) >= _MOST_ROWS or self._is_inserted(table, given):
            return False
        names = {folded(column.name): column.name for column in plan.columns}
        row = {names[name]: value for name, value in given.items() if name in names and name != null}
        self.serial += 1
        wanted = {names[null]: True} if null in names and null is not None else {}
        with suppress(RowProblem):
            RowSearch(self.shadow, plan, self.plans, start=self.serial).insert(wanted, row)
            self.added[table] = self.added.get(table, 0) + 1
            return True
        return False

    def _is_inserted(self, table: str, given: Given) -> bool:
        """Whether such a row's key is one that the migration inserts itself."""
        keys = _keys(self.schema, table)
        return any(
            name in key and given[name] is not None and given[name] in self.needs.inserted.get((table, name), ())
            for key in keys
            if len(key) == 1
            for name in given
        )

    def fit(self, table: str) -> Given:
        rows = self.fits.get(table) or [{}]
        return dict(rows[self.serial % len(rows)])

    def _scenario(self, branch: Branch) -> None:
        """Insert one row for each table that a condition speaks of, with equal values where it compares columns."""
        values: dict[str, Given] = {}
        for (table, column), value in branch.values:
            values.setdefault(table, {})[column] = value
        for mine, other in branch.links:
            values.setdefault(mine[0], {})
            values.setdefault(other[0], {})
        made: dict[str, int] = {}
        for name in parents_first(self.schema):
            if name not in values:
                continue
            given = _together(self.fit(name), values[name])
            if all(value is None for value in values[name].values()) and values[name]:
                given = {**given, **values[name]}
            for mine, other in branch.links:
                here, there = (mine, other) if mine[0] == name else (other, mine)
                if here[0] == name and there[0] in made:
                    given[here[1]] = self._value_at(there, made[there[0]])
            self._parents_of(name, values[name])
            if self.insert(name, given) or (given != values[name] and self.insert(name, {**values[name]})):
                made[name] = self.last_row(name)

    def _parents_of(self, table: str, given: Given) -> None:
        """A literal in a referencing column: its parent is there."""
        plan = self.plans.get(table)
        for key in plan.table.foreign_keys if plan else ():
            column = folded(key.columns[0])
            if len(key.columns) == 1 and key.to and given.get(column) is not None and folded(key.table) != table:
                there = self.ask(
                    f"SELECT 1 FROM {quoted(key.table)} WHERE {quoted(key.to[0])} = ? LIMIT 1", (given[column],)
                )
                if not there:
                    self.insert(folded(key.table), {**self.fit(folded(key.table)), folded(key.to[0]): given[column]})

    def _linked(self) -> None:
        """For columns that are compared across tables: two rows that share a partner, and one on each side without."""
        for mine, other in self.needs.links:
            child, parent = (mine, other) if self._is_key(other) else (other, mine)
            if child[0] not in self.plans or parent[0] not in self.plans:
                continue
            self.insert(parent[0], self.fit(parent[0]))
            keys = self.ask(
                f"SELECT {quoted(parent[1])} FROM {quoted(parent[0])} WHERE {quoted(parent[1])} IS NOT NULL LIMIT 1"
            )
            for (key,) in keys:
                for _ in range(2):
                    self.insert(child[0], {**self.fit(child[0]), child[1]: key})
                if not self._is_key(parent):
                    self.insert(parent[0], {**self.fit(parent[0]), parent[1]: key})
            for met in ({}, *self.met(child[0])):  # without a partner, also where a condition meets it
                self.insert(child[0], {**self.fit(child[0]), **met})

    def _is_key(self, place: Place) -> bool:
        return any(place[1] in key and len(key) == 1 for key in _keys(self.schema, place[0]))

    def _odd(self, table: str) -> None:
        for (name, column), use in list(self.needs.uses.items()):
            if name == table:
                self._odd_in(table, column, use)
        for violation in self.needs.violations.get(table, ()):
            self.insert(table, {**self.fit(table), **violation})
        for (name, column), values in self.needs.written.items():
            if name == table and not any(key == {column} for key in _keys(self.schema, table)[:1]):
                for _, value in list(values)[:3]:
                    self.insert(table, {**self.fit(table), column: value})
                    self._colliding(table, column, value)

    def _colliding(self, table: str, column: str, value: Value) -> None:
        """A row that an UPDATE would make equal, in a key of several columns, to one that is there."""
        for key in _keys(self.schema, table):
            others = sorted(key - {column, ""})
            if column not in key or not others or self.plans[table].table.without_rowid:
                continue
            for met in self.met(table)[:3]:
                if column in met and self.insert(table, {**self.fit(table), **met}):
                    last = self.last_row(table)
                    shared = {name: self._value_at((table, name), last) for name in others}
                    self._parents_of(table, {column: value})
                    self.insert(table, {**self.fit(table), **shared, column: value})

    def _odd_in(self, table: str, column: str, use: ColumnUse) -> None:
        defined = self._column((table, column))
        values = odd_values(defined, use, self._samples((table, column)))
        for given in ({}, *self.met(table)):
            for value in values:
                self.insert(table, {**self.fit(table), **given, column: value})
            if use.nullable and defined is not None and self.plans[table].nullable(defined):
                self.insert(table, {**self.fit(table), **given}, null=column)

    def met(self, table: str) -> list[Given]:
        """What rows hold that some condition meets: an odd value matters only where its statement comes by."""
        found: list[Given] = []
        for branch in self.needs.branches:
            given = {column: value for (name, column), value in branch.values if name == table}
            if given and given not in found:
                found.append(given)
        return found[:_MOST_MET]

    def _samples(self, place: Place) -> list[str]:
        rows = self.ask(
            f"SELECT {quoted(place[1])} FROM {quoted(place[0])} WHERE typeof({quoted(place[1])}) = 'text' "
            f"ORDER BY {quoted(place[1])} GLOB '*[A-Za-z]*' DESC LIMIT 1"
        )
        return [str(value) for (value,) in rows]

    def _duplicates(self, table: str) -> None:
        for name, columns in self.needs.groups:
            if name != table:
                continue
            listed = ", ".join(quoted(column) for column in columns)
            present = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
            condition = self.needs.group_conditions.get((name, columns), Branch())
            besides = {place[1]: value for place, value in condition.values if place[0] == table}
            samples = self.ask(f"SELECT {listed} FROM {quoted(table)} WHERE {present} LIMIT 1")
            samples += [
                tuple(fit[column] for column in columns) for fit in self.fits[table][:1] if set(columns) <= set(fit)
            ]
            self.insert(table, self.fit(table))  # and another, for the group to differ from
            for row in dict.fromkeys(samples):
                given = {**besides, **dict(zip(columns, row, strict=True))}
                for more in ({}, *self.met(table)):  # those that a condition meets have their doubles too
                    for _ in range(2):
                        self.insert(table, {**self.fit(table), **given, **more})

    def last_row(self, table: str) -> int:
        plan = self.plans.get(table)
        if plan is None or plan.table.without_rowid:
            return 0
        rows = self.ask(f"SELECT max({rowid_of(plan.table)}) FROM {quoted(table)}")
        return rows[0][0] if rows and isinstance(rows[0][0], int) else 0  # a column may be called rowid

    def _value_at(self, place: Place, rowid: int) -> Value:
        table = self.plans[place[0]].table
        where = f" WHERE {rowid_of(table)} = {rowid}" if rowid else " LIMIT 1"
        rows = self.ask(f"SELECT {quoted(place[1])} FROM {quoted(place[0])}{where}")
        return rows[0][0] if rows else None

    def ask(self, query: str, bindings: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        import apsw

        try:
            return self.shadow.ask(query, bindings)
        except apsw.Error:
            return []


def _together(fit: Given, met: Given) -> Given:
    """A fitting row that also meets a condition: of two documents in one column the row holds both."""
    both = {**fit, **met}
    for name in fit.keys() & met.keys():
        one, other = (_document(row[name]) for row in (fit, met))
        if one is not None and other is not None:
            both[name] = json.dumps({**one, **other})
    return both


def _document(value: Value) -> dict[str, Any] | None:
    if not isinstance(value, str) or value[:1] != "{":
        return None
    try:
        found = json.loads(value)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _keys(schema: Schema, name: str) -> list[set[str]]:
    """The sets of columns that are unique in a table."""
    table = schema.table(name)
    if table is None:
        return []
    found = [{folded(column) for column in table.primary_key}] if table.primary_key else []
    found += [{folded(column) for column in unique.columns} for unique in table.uniques]
    found += [{folded(term.column or "") for term in index.terms} for index in schema.indexes_of(name) if index.unique]
    return found
