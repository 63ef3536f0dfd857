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
from nhimbe_migrations.d1.rows.drawn.aims import KINDS, Aim
from nhimbe_migrations.d1.rows.drawn.drawing import DrawnColumn, echo, respelled
from nhimbe_migrations.d1.rows.drawn.populations import Populations
from nhimbe_migrations.d1.rows.reading.values import variants
from nhimbe_migrations.d1.rows.table_plan import TablePlan, rowid_of
from nhimbe_migrations.d1.schema.model import ForeignKey
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Mutations"]

_MOST_ROWS = 24
_TWIN = 0.25
"""How often a row becomes another one again, but for its key and a column or two."""
_FEW_ROWS = 2
_NEW = 0.05
"""How often there is a row more."""
_GONE = 0.05
"""How often a row goes: what two rows break together may hide what one of them breaks alone."""
_MET = 0.15
"""How often a row is made to meet what a statement is going to write, where a key may."""
_PAIRED = 0.3
"""How often two rows are made alike at once, where two are looked for."""
_THEIRS = 0.5
"""How often what one of them holds already is what the other one gets."""
_KEPT_OUT = 0.4
"""How often that is what a constraint speaks of, rather than what the migration reads."""
_BORN = 0.5
"""How often a reference that finds no parent gets one."""
_FRESH = 500
"""Serial number of the first row that is made."""
_AIMED = 0.8
"""How often a change is of a column that is looked at."""
_ECHOED = 0.3
"""How often what is looked for is spelled in another way."""
_BOTH = 0.25
"""How often two columns of a row change at once: a condition may ask for both."""
_NO_KEY = 0.7
"""How often a change that is not aimed leaves the keys alone."""
_SAME = 0.06
"""How often all rows of a table get the same: what tells them apart may be what another statement fails on."""


class Mutations:
    """Changes rows of one database."""

    aim = Aim()

    def __init__(self, populations: Populations, shadow: Shadow, chance: random.Random) -> None:
        self._populations = populations
        self._shadow = shadow
        self._chance = chance
        self._serial = _FRESH
        self._touched = set[str]()

    def step(self) -> frozenset[str]:
        """Change a row or two; return the folded names of the tables that may hold something else now."""
        self._touched = set()
        name = self._step()
        if name is not None:
            self._touched.add(name)
        return frozenset(self._touched | self._populations.hanging_on(self._touched))

    def _step(self) -> str | None:
        import apsw

        chance, aim = self._chance, self.aim
        meets = aim.meeting if aim.meeting is not None and chance.random() < _MET else None
        aimed = [name for name in self._populations.tables if any(table == name for table, _ in aim.places)]
        name = chance.choice(aimed if aimed and chance.random() < _AIMED else self._populations.tables)
        plan = self._populations.plans[meets[0] if meets is not None else name]
        name = folded(plan.name)
        columns = self._populations.columns_of(plan)
        rows = self._rows_of(plan, columns)
        if not rows or not columns:
            return None
        if aim.pairs and meets is None and len(rows) > 1 and chance.random() < _PAIRED:
            return name if self._pair(plan, columns, rows) else None
        if meets is None and len(rows) > 1 and chance.random() < _SAME:
            return name if self._same(plan, columns, rows) else None
        row = chance.choice(rows)
        where, key = self._place_of(plan, columns, row)
        few = len(rows) < _FEW_ROWS and not aim.alone
        wants_more = meets is None and (few or chance.random() < _NEW)
        # A table that takes one row alone (CHECK (id = 1)) has that one changed.
        if wants_more and self._insert(plan, columns, rows, {}):
            return name
        if meets is None and len(rows) > _FEW_ROWS and chance.random() < _GONE:
            with suppress(apsw.Error):  # others refer to it
                self._shadow.ask(f"DELETE FROM {quoted(plan.name)} WHERE {where}", key)
            return name
        changed = self._changed(plan, columns, row, rows) if meets is None else self._meeting(meets)
        if not changed:
            return None
        return name if self._write(plan, columns, row, changed) else None

    def _write(
        self, plan: TablePlan, columns: Sequence[DrawnColumn], row: tuple[Any, ...], changed: dict[str, Value]
    ) -> bool:
        import apsw

        where, key = self._place_of(plan, columns, row)
        changed = _held(columns, changed)
        sets = ", ".join(f"{quoted(column)} = ?" for column in changed)
        try:
            self._shadow.ask(f"UPDATE {quoted(plan.name)} SET {sets} WHERE {where}", (*changed.values(), *key))
        except (apsw.Error, OverflowError, TypeError):
            return False
        self._touched.add(folded(plan.name))
        return True

    def _pair(self, plan: TablePlan, columns: Sequence[DrawnColumn], rows: list[tuple[Any, ...]]) -> bool:
        """Let two rows hold the same in a column, or what is the same to one that reads it carelessly."""
        chance = self._chance
        first, second = chance.sample(rows, 2)
        free = [at for at, column in enumerate(columns, 1) if not column.is_key]
        at = self._column(columns, free)
        column = columns[at - 1]
        known = (*column.read, *column.fitting, *self.aim.hints)
        if self.aim.kept_out and chance.random() < _KEPT_OUT:
            known = self.aim.kept_out
        value = first[at] if not known or chance.random() < _THEIRS else chance.choice(known)
        alike = (
            variants(chance.choice(column.transforms), value) if column.transforms and isinstance(value, str) else []
        )
        twin = chance.choice(
            (value, respelled(chance, value), respelled(chance, value), echo(chance, value), *alike[:2])
        )
        given = {columns[n - 1].name: first[n] for n in free} if chance.random() < _TWIN else {}
        changed = self._linking(plan, column.name, value)
        wrote = value == first[at] or self._write(plan, columns, first, changed)
        return self._write(plan, columns, second, given | self._linking(plan, column.name, twin)) or wrote

    def _same(self, plan: TablePlan, columns: Sequence[DrawnColumn], rows: list[tuple[Any, ...]]) -> bool:
        """Let all rows hold the same in a column."""
        import apsw

        free = [at for at, column in enumerate(columns, 1) if not column.is_key]
        at = self._column(columns, free)
        row = self._chance.choice(rows)
        value = self._value(columns[at - 1], row[at], [other[at] for other in rows])
        changed = _held(columns, self._linking(plan, columns[at - 1].name, value))
        sets = ", ".join(f"{quoted(column)} = ?" for column in changed)
        try:
            self._shadow.ask(f"UPDATE {quoted(plan.name)} SET {sets}", tuple(changed.values()))
        except (apsw.Error, OverflowError, TypeError):
            return False
        return True

    def thin(self) -> frozenset[str]:
        """Leave as few rows as can be: what many rows break hides what one of them breaks; return what `step` does."""
        import apsw

        self._touched = set()
        for name in reversed(self._populations.tables):
            plan = self._populations.plans[name]
            columns = self._populations.columns_of(plan)
            rows = self._rows_of(plan, columns)
            kept = self._chance.choice(rows) if rows else None
            for row in rows:
                where, key = self._place_of(plan, columns, row)
                if row is not kept and key:
                    with suppress(apsw.Error):  # others refer to it
                        self._shadow.ask(f"DELETE FROM {quoted(plan.name)} WHERE {where}", key)
            self._touched.add(name)
        return frozenset(self._touched | self._populations.hanging_on(self._touched))

    def _linking(self, plan: TablePlan, column: str, value: Value) -> dict[str, Value]:
        """A value for a column, with those that a reference through it needs beside it."""
        given = {column: value}
        for key in plan.table.foreign_keys:
            names = [folded(name) for name in key.columns]
            if value is not None and column in names:
                given.update(self._linked_by(key, names, column, value))
        return given

    def _meeting(self, meets: tuple[str, tuple[str, ...], str]) -> dict[str, Value]:
        """What a statement is going to write, to be there already."""
        import apsw

        _, columns, query = meets
        try:
            found = self._shadow.ask(f"SELECT * FROM ({query}) LIMIT {_MOST_ROWS}")
        except apsw.Error:
            return {}
        return dict(zip(columns, self._chance.choice(found), strict=True)) if found else {}

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
        given |= self._linking(plan, columns[at - 1].name, given[columns[at - 1].name])
        if self.aim.alone and chance.random() < _BOTH:
            also = self._column(columns, free)
            value = self._value(columns[also - 1], row[also], [other[also] for other in rows])
            given = self._linking(plan, columns[also - 1].name, value) | given
        whole = {column.name: value for column, value in zip(columns, row[1:], strict=True)} | given
        return {} if any(True for _ in self._populations.own_keys(plan, whole)) else given

    def _linked_by(self, key: ForeignKey, names: list[str], column: str, value: Value) -> dict[str, Value]:
        """The columns of a reference that holds `value` in one of them: a parent that has it, a new one, or any."""
        chance = self._chance
        parent = self._populations.plans.get(folded(key.table))
        if parent is None or len(key.to) != len(names):
            return {}
        at = names.index(column)
        parents = parent.keys(self._shadow, key.to)
        alike = [one for one in parents if one[at] == value]
        if not alike and chance.random() < _BORN:
            alike = self._born(parent, key.to, key.to[at], value)
        return dict(zip(names, chance.choice(alike or parents), strict=True)) if parents or alike else {}

    def _born(self, plan: TablePlan, to: tuple[str, ...], column: str, value: Value) -> list[tuple[Any, ...]]:
        """A new row that holds `value` in `column`, and its key; nothing where the table takes no such row."""
        columns = self._populations.columns_of(plan)
        if not self._insert(plan, columns, self._rows_of(plan, columns), {folded(column): value}):
            return []
        where = f"{quoted(column)} = ?"
        return self._shadow.ask(f"SELECT {', '.join(map(quoted, to))} FROM {quoted(plan.name)} WHERE {where}", (value,))

    def _insert(
        self, plan: TablePlan, columns: Sequence[DrawnColumn], rows: list[tuple[Any, ...]], given: dict[str, Value]
    ) -> bool:
        """A row like one that is there, but for its keys and what is `given`."""
        import apsw

        self._serial += 1
        alike = self._chance.choice(rows)[1:] if rows else tuple(one.plain[0] for one in columns)
        unique = {name for key in self._populations.keys_of(plan) for name in key}
        row = {
            one.name: given[one.name]
            if one.name in given
            else plan.value(plan.columns[at], self._serial)
            if one.name in unique
            else alike[at]
            for at, one in enumerate(columns)
        }
        row = _held(columns, row)
        listed, marks = ", ".join(map(quoted, row)), ", ".join("?" * len(row))
        try:
            self._shadow.ask(f"INSERT INTO {quoted(plan.name)} ({listed}) VALUES ({marks})", tuple(row.values()))
        except (apsw.Error, OverflowError, TypeError):
            return False
        self._touched.add(folded(plan.name))
        return True

    def _column(self, columns: Sequence[DrawnColumn], free: list[int]) -> int:
        aimed = [at for at, column in enumerate(columns, 1) if column.place in self.aim.places]
        if aimed and self._chance.random() < _AIMED:
            return self._chance.choice(aimed)
        # A key moves as well, now and then: it may be what another statement compares.
        return self._chance.choice(free if free and self._chance.random() < _NO_KEY else range(1, len(columns) + 1))

    def _value(self, column: DrawnColumn, mine: Value, others: list[Value]) -> Value:
        """Theirs, what is linked, like it, what the migration reads there, any, none."""
        chance, populations = self._chance, self._populations
        value = chance.choice([mine, *others])
        kinds = chance.choices(KINDS, self.aim.weights)[0]
        if kinds == "none" and column.nullable:
            return None
        if kinds == "hint" and self.aim.hints:
            hint = chance.choice(self.aim.hints)
            # A number with words behind it is nothing that anybody keeps: only texts are spelled in another way.
            other = self.aim.alone and isinstance(hint, str) and chance.random() < _ECHOED
            return echo(chance, hint) if other else hint
        if kinds == "read" and (known := (*column.read, *column.odd, *column.fitting)):
            return chance.choice(known)
        if kinds == "respelled":
            return respelled(chance, value)
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
        places = sorted(self.aim.places)
        beside = [place for place in places if place[0] == column.place[0] and place != column.place]
        known = self._populations.partners(column.place) or chance.choice((places, beside))
        name, other = chance.choice(known or [column.place])
        plan = self._populations.plans.get(name)
        keys = plan.keys(self._shadow, (other,)) if plan is not None else []
        return chance.choice(keys)[0] if keys else chance.choice(self._populations.pool)


def _held(columns: Sequence[DrawnColumn], row: dict[str, Value]) -> dict[str, Value]:
    """Return the row as its columns may hold it."""
    by_name = {column.name: column for column in columns}
    return {name: by_name[name].held(value) if name in by_name else value for name, value in row.items()}
