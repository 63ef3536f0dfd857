"""Fills a shadow with rows: at least two in every table, with every reference, CHECK and UNIQUE honoured.

An empty table lets through what a table with rows refuses, and cannot lose what it does not hold. So each table gets a
row with a value in every column, one with NULLs, and more where constraints do not allow both at once. Children hang
on parents. A table that schema.sql fills itself keeps its own rows; one that cannot be filled is named, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.rows.search import RowProblem, RowSearch
from nhimbe_migrations.d1.rows.table_plan import Plans, TablePlan
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["ENOUGH", "FillResult", "fill", "parents_first"]

ENOUGH = 2
"""So many rows a table gets at least."""


@dataclass(frozen=True, slots=True)
class FillResult:
    """What became of one table."""

    table: str
    rows: int
    problem: str | None = None
    """Why it has fewer than two rows; None where it has them."""
    seeded: bool = False
    """schema.sql itself puts rows in."""


def fill(shadow: Shadow, schema: Schema | None = None, *, only: frozenset[str] | None = None) -> tuple[FillResult, ...]:
    """Fill every table of `shadow` (whose schema may be handed in) and say what became of each, in schema order.

    `only` are the folded names of those that are to have rows, where the others need none (see `reach`).
    """
    from nhimbe_migrations.d1.rows.virtual_tables import fill_virtual
    from nhimbe_migrations.d1.schema.introspection import read_schema

    schema = schema or read_schema(shadow.connection)
    problems: dict[str, str] = {}
    plans = Plans(schema)
    order = [plans[name] for name in parents_first(schema) if only is None or name in only]
    seeded = {plan.name for plan in order if _count(shadow, plan.name)}
    with shadow.references_off():
        shadow.ask("BEGIN")
        for plan in order:
            problem = _fill_table(shadow, plan, plans)
            if problem is not None:
                problems[plan.name] = problem
        problems.update(_mend_references(shadow, plans))
        virtual_tables = [table for table in schema.virtual_tables if only is None or folded(table.name) in only]
        for table in virtual_tables:
            problem = fill_virtual(shadow, table)
            if problem is not None:
                problems[table.name] = problem
        if shadow.connection.in_transaction:  # a trigger of theirs may have taken all back
            shadow.ask("COMMIT")
    names = [table.name for table in schema.tables if only is None or folded(table.name) in only]
    names += [table.name for table in virtual_tables]
    return tuple(FillResult(name, _count(shadow, name), problems.get(name), name in seeded) for name in names)


def parents_first(schema: Schema) -> list[str]:
    """Names of the tables, each after those that it references, as far as cycles allow; never recursive."""
    waiting = {folded(table.name): [folded(key.table) for key in table.foreign_keys] for table in schema.tables}
    done: dict[str, None] = {}
    entered: set[str] = set()
    for name, its_parents in waiting.items():
        stack = [(name, iter(its_parents))]
        while stack:
            current, parents = stack[-1]
            entered.add(current)
            following = next((parent for parent in parents if parent in waiting and parent not in entered), None)
            if following is None:
                done.setdefault(current)
                stack.pop()
            else:
                stack.append((following, iter(waiting[following])))
    return list(done)


def _fill_table(shadow: Shadow, plan: TablePlan, plans: Plans) -> str | None:
    present = _count(shadow, plan.name)
    if present >= ENOUGH:
        return None
    search = RowSearch(shadow, plan, plans, start=present)
    try:
        search.insert({})
        _reach_goals(search, plan)
        while search.inserted + present < ENOUGH:
            search.insert({})
    except RowProblem as problem:
        return None if _count(shadow, plan.name) >= ENOUGH else str(problem)
    return None


def _reach_goals(search: RowSearch, plan: TablePlan) -> None:
    """Give every nullable column a NULL and a value somewhere: all in one row if it can be, else one by one.

    Raises:
        RowProblem: the table takes no row besides those that it has.
    """
    wants = search.unmet()
    nulls: dict[str, bool] = {column: True for column, null in wants if null and column not in plan.referenced}
    if nulls:
        try:
            search.insert(nulls)
        except RowProblem:
            search.insert({})  # a table that takes no second row of any kind is given up here
    for column, null in search.unmet():
        if (column, null) in search.unmet():
            with suppress(RowProblem):
                search.insert({column: null})


def _mend_references(shadow: Shadow, plans: Plans) -> dict[str, str]:
    """Rows of a reference cycle were made with the keys that their parents were to have; put right what differs."""
    problems: dict[str, str] = {}
    for table, rowid, parent, which in _dangling(shadow, plans):
        plan = plans[folded(table)]
        slot = plan.reference(which)
        keys = plans[folded(parent)].keys(shadow, slot.to) if slot is not None and folded(parent) in plans else ()
        if slot is None or rowid is None or not any(_repoint(shadow, plan, slot.columns, key, rowid) for key in keys):
            problems[table] = f"no row of {parent} for its reference to hang on"
    for table, rowid, parent, _ in _dangling(shadow, plans):
        if rowid is not None:
            _take_back(shadow, table, rowid)
        problems[table] = f"no row of {parent} for its reference to hang on"
    return problems


def _take_back(shadow: Shadow, table: str, rowid: int) -> None:
    """Delete a row that was made here, as its triggers would have it; where they refuse, without them."""
    import apsw

    delete = f"DELETE FROM {quoted(table)} WHERE rowid = ?"
    try:
        shadow.ask(delete, (rowid,))
    except apsw.ConstraintError:
        shadow.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        try:
            shadow.ask(delete, (rowid,))
        finally:
            shadow.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 1)


def _dangling(shadow: Shadow, plans: Plans) -> Iterable[tuple[str, int | None, str, int]]:
    import apsw

    try:
        return [row for row in shadow.ask("PRAGMA foreign_key_check") if folded(row[0]) in plans]
    except apsw.Error:  # a mismatched key somewhere; the tables are asked one by one
        found = []
        for plan in plans.values():
            with suppress(apsw.Error):
                found += shadow.ask(f"PRAGMA foreign_key_check({quoted(plan.name)})")
        return found


def _repoint(shadow: Shadow, plan: TablePlan, columns: tuple[str, ...], key: tuple[object, ...], rowid: int) -> bool:
    import apsw

    assignments = ", ".join(f"{quoted(column)} = ?" for column in columns)
    try:
        shadow.ask(f"UPDATE {quoted(plan.name)} SET {assignments} WHERE rowid = ?", (*key, rowid))
    except apsw.Error:
        return False
    return True


def _count(shadow: Shadow, table: str) -> int:
    import apsw

    try:
        rows = shadow.ask(f"SELECT count(*) FROM {quoted(table)}")
    except apsw.Error:
        return 0
    return int(rows[0][0])
