"""Finds one row that a table accepts, by asking the engine and reading its refusals.

The first try is the plausible row. Each refusal names a constraint; only the columns of that constraint are varied,
over what the constraint itself suggests and a pool of shapes, until the engine accepts or a budget is used up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.rows.candidates import Value, pool
from nhimbe_migrations.d1.rows.table_plan import Plans, TablePlan
from nhimbe_migrations.d1.schema.model import Column, ForeignKey
from nhimbe_migrations.d1.shadow.errors import wording
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted, significant

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["RowProblem", "RowSearch"]

_TRIES = 3_000
"""Inserts tried for one row. Each takes microseconds; a row that needs more than these is not found."""
_MOST_PARENTS = 6
_WORSE = "datatype mismatch"
"""What a key that is no number gets: never a step towards a row."""
Row = dict[str, Any]


class RowProblem(Exception):  # noqa: N818 it is an answer
    """No row was found that the table accepts; the text says what the engine last objected to."""


class RowSearch:
    """Inserts rows into one table."""

    def __init__(self, shadow: Shadow, plan: TablePlan, plans: Plans, *, start: int = 0) -> None:
        self._shadow = shadow
        self._plan = plan
        self._plans = plans
        self._serial = start
        self._seen: set[tuple[str, bool]] = set()
        self._tries = 0
        self._given: Row = {}
        self.inserted = 0
        self.first_refusal: str | None = None
        """What D1 said to the plausible row of the last insert; None where it took it."""
        names = ", ".join(quoted(column.name) for column in plan.columns)
        marks = ", ".join("?" for _ in plan.columns)
        self._sql = f"INSERT INTO {quoted(plan.name)} ({names}) VALUES ({marks})"
        self._columns = {folded(column.name): column for column in plan.columns}

    def unmet(self) -> list[tuple[str, bool]]:
        """The goals (column, is it NULL) that no row has met yet."""
        goals = (
            (column.name, null)
            for column in self._plan.columns
            if self._plan.nullable(column)
            for null in (True, False)
        )
        return [goal for goal in goals if goal not in self._seen]

    def insert(self, wanted: dict[str, bool], given: Row | None = None) -> None:
        """Insert one row; `wanted` says of some columns whether they are to be NULL, `given` what they hold.

        Raises:
            RowProblem: the table accepts none of the rows that were tried.
        """
        self._tries = 0
        self.first_refusal = None
        self._given = given or {}
        row = {**self._first_row(wanted), **self._given}
        fixed = frozenset(wanted)
        problem = self._try(row)
        blamed: set[str] = set()
        while problem is not None:
            row, problem = self._around(row, problem, wanted, fixed, blamed)
        self._seen |= {(name, value is None) for name, value in row.items()}
        self._serial += 1
        self.inserted += 1

    def fresh_row(self) -> Row:
        """Return the plausible next row, untried."""
        return self._first_row({})

    def _first_row(self, wanted: dict[str, bool]) -> Row:
        row: Row = {
            column.name: None if wanted.get(column.name) else self._plan.value(column, self._serial)
            for column in self._plan.columns
        }
        settled: set[str] = set()
        for key in self._plan.table.foreign_keys:
            columns = [self._columns[folded(name)].name for name in key.columns if folded(name) in self._columns]
            if len(columns) != len(key.columns):
                continue
            chosen = self._parent_key(key, columns, row, settled, wanted)
            row.update(zip(columns, chosen, strict=True))
            settled.update(columns)
        return row

    def _parent_key(
        self, key: ForeignKey, columns: list[str], row: Row, settled: set[str], wanted: dict[str, bool]
    ) -> tuple[Any, ...]:
        nullable = [name for name in columns if self._plan.nullable(self._columns[folded(name)])]
        free = [name for name in nullable if name not in settled]
        if any(wanted.get(name) for name in columns):
            return tuple(None if name in free else row[name] for name in columns)
        is_self = folded(key.table) == folded(self._plan.name)
        if is_self and free and self._serial == 0 and not wanted:
            return tuple(None if name in free else row[name] for name in columns)
        keys = self._parent_keys(key)
        fitting = [k for k in keys if all(k[at] == row[name] for at, name in enumerate(columns) if name in settled)]
        if fitting:
            return fitting[self._serial % len(fitting)]
        if is_self or self._still_to_come(key):
            return tuple(self._planned(key, at) for at in range(len(columns)))
        if free:
            return tuple(None if name in free else row[name] for name in columns)
        raise RowProblem(f"{key.table}, which {', '.join(columns)} must point at, has no row to point at")

    def _parent_keys(self, key: ForeignKey) -> list[tuple[Any, ...]]:
        parent = self._plans.get(folded(key.table))
        return parent.keys(self._shadow, key.to) if parent is not None and key.to else []

    def _still_to_come(self, key: ForeignKey) -> bool:
        """Whether the parent is filled later: it is part of a cycle of references with this table."""
        parent = self._plans.get(folded(key.table))
        return parent is not None and len(key.to) == len(key.columns) and _reaches(parent, self._plan, self._plans)

    def _planned(self, key: ForeignKey, at: int) -> Value:
        parent = self._plans[folded(key.table)]
        column = parent.table.column(key.to[at]) if at < len(key.to) else None
        return parent.value(column, self._serial) if column is not None else None

    def _try(self, row: Row) -> str | None:
        import apsw

        self._tries += 1
        try:
            self._shadow.connection.execute(self._sql, tuple(row.values()))
            if self._plan.ignores and not self._shadow.connection.changes():
                self._insert_untouched(row)
        except (apsw.Error, OverflowError, TypeError) as error:
            if self._tries == 1 and isinstance(error, apsw.Error):
                self.first_refusal = wording(error)
            return str(error)
        return None

    def _insert_untouched(self, row: Row) -> None:
        """Insert a row that a trigger swallows: it was there before the trigger was."""
        import apsw

        self._shadow.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        try:
            self._shadow.connection.execute(self._sql, tuple(row.values()))
        finally:
            self._shadow.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 1)

    def _around(
        self, row: Row, problem: str, wanted: dict[str, bool], fixed: frozenset[str], blamed: set[str]
    ) -> tuple[Row, str | None]:
        """Vary what `problem` is about; return the accepted row, or a row that meets another problem."""
        if problem in blamed or self._tries > _TRIES:
            raise RowProblem(problem)
        blamed.add(problem)
        columns = self._columns_of(problem)
        lists = {
            name: [row[name]] if name in self._given else list(self._candidates(name, row, wanted, fixed))
            for name in columns
        }
        for choice in _combinations(lists):
            if self._tries > _TRIES:
                break
            varied = {**row, **choice}
            outcome = self._try(varied)
            if outcome is None or (outcome not in (problem, _WORSE) and outcome not in blamed):
                return varied, outcome
        raise RowProblem(problem)

    def _columns_of(self, problem: str) -> list[str]:
        """The columns that the engine's message is about; all that are free to vary where it does not say."""
        for said, names in self._plan.guards.items():
            if said in problem and (looked_at := [c.name for name, c in self._columns.items() if name in names]):
                return looked_at
        text = problem.split(": ", 1)[-1]
        if problem.startswith("CHECK"):
            return self._columns_of_check(text)
        if problem.startswith(("UNIQUE", "NOT NULL")) and not text.startswith("index"):
            named = [folded(part.strip().rsplit(".", 1)[-1]) for part in text.split(", ")]
            found = [self._columns[name].name for name in named if name in self._columns]
            if found:
                return found
        if " column " in problem and "." in text:
            name = folded(problem.rsplit(".", 1)[-1])
            if name in self._columns:
                return [self._columns[name].name]
        return [column.name for column in self._plan.columns]

    def _columns_of_check(self, text: str) -> list[str]:
        checks = [check for check in self._plan.table.checks if text in (check.name, check.expression)]
        expressions = [check.expression for check in checks] or [text]
        names = {
            folded(word.name) for sql in expressions for word in significant(sql) if word.kind in ("word", "quoted")
        }
        names |= {folded(check.column) for check in checks if check.column}
        generated = [c for c in self._plan.table.columns if c.generated is not None and folded(c.name) in names]
        if generated or not names & set(self._columns):
            return [column.name for column in self._plan.columns]
        return [column.name for name, column in self._columns.items() if name in names]

    def _candidates(self, name: str, row: Row, wanted: dict[str, bool], fixed: frozenset[str]) -> Iterator[Value]:
        column = self._columns[folded(name)]
        may_be_null = self._plan.nullable(column)
        if name in fixed and wanted[name]:
            yield None
            return
        yield row[name]
        key = next((key for key in self._plan.table.foreign_keys if folded(key.columns[0]) == folded(name)), None)
        if key is not None:
            yield from (parent[0] for parent in self._parent_keys(key)[:_MOST_PARENTS])
        else:
            yield from self._free_candidates(column)
        if may_be_null and name not in fixed:
            yield None

    def _free_candidates(self, column: Column) -> Iterator[Value]:
        yield from self._plan.suggestions.get(folded(column.name), ())
        yield from (self._plan.value(column, self._serial + more) for more in range(1, 8))
        yield from (value for value in pool(self._serial) if value is not None)


def _combinations(lists: dict[str, list[Value]]) -> Iterable[dict[str, Any]]:
    """Every choice of one candidate a column, those that change few columns first."""
    distinct = {name: list({(type(v), v): v for v in values}.values()) for name, values in lists.items()}
    if len(distinct) == 1:
        return ({name: value} for name, values in distinct.items() for value in values)
    singles = ({name: value} for name, values in distinct.items() for value in values[1:])
    width = max(2, int(_TRIES ** (1 / max(1, len(distinct)))))
    shorter = [values[: width * 2] for values in distinct.values()]
    products = (dict(zip(distinct, choice, strict=True)) for choice in itertools.product(*shorter))
    return itertools.chain(singles, products)


def _reaches(start: TablePlan, goal: TablePlan, plans: Plans) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        plan = waiting.pop()
        if plan is goal:
            return True
        for key in plan.table.foreign_keys:
            name = folded(key.table)
            if name in plans and name not in seen:
                seen.add(name)
                waiting.append(plans[name])
    return False
