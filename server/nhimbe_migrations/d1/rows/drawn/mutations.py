"""Small changes of the rows of a population, one row at a time, each of which the schema allows.

What breaks a constraint is often a coincidence of two rows: the same in one column, made the same by an expression in
another. A population drawn at random seldom holds it; a few dozen changes of one that is there do.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.rows.candidates import Value
from nhimbe_migrations.d1.rows.drawn.drawing import DrawnColumn, echo
from nhimbe_migrations.d1.rows.drawn.populations import Populations
from nhimbe_migrations.d1.rows.reading.needs import Place
from nhimbe_migrations.d1.rows.reading.values import variants
from nhimbe_migrations.d1.rows.table_plan import TablePlan, rowid_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Mutations"]

_MOST_ROWS = 24
_TWIN = 0.25
"""How often a row becomes another one again, but for its key and a column or two."""
_GONE = 0.06
"""How often a row goes: what two rows break together may hide what one of them breaks alone."""
_AIMED = 0.8
"""How often a change is of a column that is looked at."""


class Mutations:
    """Changes rows of one database."""

    def __init__(
        self,
        populations: Populations,
        shadow: Shadow,
        focus: frozenset[Place],
        hints: tuple[Value, ...],
        chance: random.Random,
    ) -> None:
        """`focus` are the columns to change most, `hints` what may be looked for in them."""
        self._populations = populations
        self._shadow = shadow
        self._chance = chance
        self._focus = focus
        self._hints = hints
        self._aimed = [name for name in populations.tables if any(table == name for table, _ in focus)]
        self._places = sorted(focus)

    def step(self) -> str | None:
        """Change one row; return the folded name of its table, None where the schema allows no such change."""
        import apsw

        chance = self._chance
        name = chance.choice(self._aimed if self._aimed and chance.random() < _AIMED else self._populations.tables)
        plan = self._populations.plans[name]
        columns = self._populations.columns_of(plan)
        rows = self._rows_of(plan, columns)
        if not rows or not columns:
            return None
        row = chance.choice(rows)
        where, key = self._place_of(plan, columns, row)
        if len(rows) > 1 and chance.random() < _GONE:
            with suppress(apsw.Error):  # others refer to it
                self._shadow.ask(f"DELETE FROM {quoted(plan.name)} WHERE {where}", key)
            return name
        changed = self._changed(plan, columns, row, rows)
        if not changed:
            return None
        sets = ", ".join(f"{quoted(column)} = ?" for column in changed)
        try:
            self._shadow.ask(f"UPDATE {quoted(plan.name)} SET {sets} WHERE {where}", (*changed.values(), *key))
        except (apsw.Error, OverflowError, TypeError):
            return None
        return name

    def _rows_of(self, plan: TablePlan, columns: Sequence[DrawnColumn]) -> list[tuple[Any, ...]]:
        import apsw

        rowid = "NULL" if plan.table.without_rowid else rowid_of(plan.table)
        listed = ", ".join((rowid, *(quoted(column.name) for column in columns)))
        try:
            return self._shadow.ask(f"SELECT {listed} FROM {quoted(plan.name)} LIMIT {_MOST_ROWS}")
        except apsw.Error:
            return []

    @staticmethod
    def _place_of(plan: TablePlan, columns: Sequence[DrawnColumn], row: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        if not plan.table.without_rowid:
            return f"{rowid_of(plan.table)} = ?", row[:1]
        key = [at for at, column in enumerate(columns, 1) if column.is_key]
        return " AND ".join(f"{quoted(columns[at - 1].name)} = ?" for at in key), tuple(row[at] for at in key)

    def _changed(
        self, plan: TablePlan, columns: Sequence[DrawnColumn], row: tuple[Any, ...], rows: list[tuple[Any, ...]]
    ) -> dict[str, Value]:
        chance = self._chance
        free = [at for at, column in enumerate(columns, 1) if not column.is_key]
        given: dict[str, Value] = {}
        if free and len(rows) > 1 and chance.random() < _TWIN:
            twin = chance.choice(rows)
            given = {columns[at - 1].name: twin[at] for at in free}
        at = self._column(columns, free)
        given[columns[at - 1].name] = self._value(columns[at - 1], row[at], [other[at] for other in rows])
        for key in plan.table.foreign_keys:
            names = [folded(name) for name in key.columns]
            parent = self._populations.plans.get(folded(key.table))
            if (
                given[columns[at - 1].name] is None
                or columns[at - 1].name not in names
                or parent is None
                or len(key.to) != len(names)
            ):
                continue
            if parents := parent.keys(self._shadow, key.to):
                given.update(zip(names, chance.choice(parents), strict=True))
        whole = {column.name: value for column, value in zip(columns, row[1:], strict=True)} | given
        return {} if any(True for _ in self._populations.own_keys(plan, whole)) else given

    def _column(self, columns: Sequence[DrawnColumn], free: list[int]) -> int:
        aimed = [at for at, column in enumerate(columns, 1) if column.place in self._focus]
        if aimed and self._chance.random() < _AIMED:
            return self._chance.choice(aimed)
        return self._chance.choice(free or range(1, len(columns) + 1))

    def _value(self, column: DrawnColumn, mine: Value, others: list[Value]) -> Value:
        """Theirs, what is linked, like it, what the migration reads there, any, none."""
        chance, populations = self._chance, self._populations
        value = chance.choice([mine, *others])
        kinds = (chance.choices(_KINDS, _WEIGHTS))[0]
        if kinds == "none" and column.nullable:
            return None
        if kinds == "hint" and self._hints:
            return chance.choice(self._hints)
        if kinds == "read" and (known := (*column.read, *column.odd)):
            return chance.choice(known)
        if kinds == "like" and value is not None:
            alike = (
                variants(chance.choice(column.transforms), value)
                if column.transforms and isinstance(value, str)
                else []
            )
            return chance.choice((echo(chance, value), *alike))
        if kinds == "linked":
            return self._linked(column)
        return chance.choice(others) if kinds == "theirs" else chance.choice(populations.pool)

    def _linked(self, column: DrawnColumn) -> Value:
        """What a column holds that the migration compares with this one, or any other that is looked at."""
        chance = self._chance
        beside = [place for place in self._places if place[0] == column.place[0] and place != column.place]
        known = self._populations.partners(column.place) or chance.choice((self._places, beside))
        name, other = chance.choice(known or [column.place])
        plan = self._populations.plans.get(name)
        keys = plan.keys(self._shadow, (other,)) if plan is not None else []
        return chance.choice(keys)[0] if keys else chance.choice(self._populations.pool)


_KINDS = ("theirs", "linked", "like", "read", "any", "none", "hint")
_WEIGHTS = (25, 18, 18, 14, 10, 11, 7)
