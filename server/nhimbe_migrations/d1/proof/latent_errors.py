"""What fails later: objects that the engine accepts unread, and that break the first statement that uses them.

Two ways to find them. Compiling an INSERT, UPDATE and DELETE for every table and a SELECT for every view finds what
names something missing. Real rows, put into every touched table and taken back, find what fails only when it runs:
defaults of the wrong type, patterns that are too long, functions that an index must not call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.queries.affected import schema_change
from nhimbe_migrations.d1.rows.search import RowProblem, RowSearch
from nhimbe_migrations.d1.rows.table_plan import Plans, TablePlan
from nhimbe_migrations.d1.schema.model import Schema, Table, Trigger
from nhimbe_migrations.d1.shadow.errors import wording
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted, significant

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["LatentError", "affected_by", "compile_errors", "idle_triggers", "run_errors", "unfit_for_rows"]


@dataclass(frozen=True, slots=True)
class LatentError:
    """A later statement that fails."""

    what: str
    """`INSERT INTO t`, `SELECT FROM v`."""
    name: str
    """The table or view."""
    message: str


def compile_errors(shadow: Shadow, schema: Schema, *, only: frozenset[str] | None = None) -> Iterator[LatentError]:
    """Compile a use of every table and view (of those in `only`, by folded name) and yield what does not compile."""
    with shadow.as_d1():
        for view in schema.views:
            if only is None or folded(view.name) in only:
                yield from _compiled(shadow, "SELECT FROM", view.name, f"SELECT * FROM {quoted(view.name)} LIMIT 1")
        for (
            virtual
        ) in schema.virtual_tables:  # a full-text index reads its content table by names that nothing rewrites
            if only is None or folded(virtual.name) in only:
                yield from _compiled(
                    shadow, "SELECT FROM", virtual.name, f"SELECT * FROM {quoted(virtual.name)} LIMIT 1"
                )
        for table in schema.tables:
            if only is None or folded(table.name) in only:
                for what, sql in _uses(table):
                    yield from _compiled(shadow, what, table.name, f"EXPLAIN {sql}")


def affected_by(before: Shadow, after: Shadow, was: Schema, now: Schema) -> frozenset[str]:
    """Return the folded names of what may compile to something else `after` a migration; the errors of the rest are those of `before`."""
    found = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    rows = [[(row[0], row[1], row[2], row[3]) for row in shadow.ask(found)] for shadow in (before, after)]
    written = schema_change(was, now, *rows)
    tables = (folded(table.name) for table in now.tables if written.affects_writes(table.name))
    # A view is run for a row, which the migration may have changed; there are few of them.
    others = (folded(item.name) for group in (now.views, now.virtual_tables) for item in group)
    return frozenset((*tables, *others))


def run_errors(shadow: Shadow, schema: Schema, touched: Iterable[str]) -> Iterator[LatentError]:
    """Insert into, update and delete from the touched tables, take it all back, and yield what fails."""
    plans = Plans(schema)
    for name in touched:
        plan = plans.get(folded(name))
        if plan is not None:
            yield from _rows_of(shadow, plan, plans)


def unfit_for_rows(shadow: Shadow, schema: Schema, tables: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (table, objection) for each of `tables` that accepts none of the rows that were tried.

    The rows stay until all have been tried, so that those of one new table can point at those of another.
    """
    plans = Plans(schema)
    waiting = [plan for name in tables if (plan := plans.get(folded(name))) is not None]
    objections: dict[str, str] = {}
    with shadow.savepoint():
        while waiting:
            before = len(waiting)
            waiting = [plan for plan in waiting if not _takes_a_row(shadow, plan, plans, objections)]
            if len(waiting) == before:
                break
    yield from ((plan.name, objections[plan.name]) for plan in waiting)


def _takes_a_row(shadow: Shadow, plan: TablePlan, plans: Plans, objections: dict[str, str]) -> bool:
    try:
        RowSearch(shadow, plan, plans, start=_FRESH).insert({})
    except RowProblem as problem:
        objections[plan.name] = str(problem)
        return False
    return True


def idle_triggers(schema: Schema) -> Iterator[tuple[Trigger, str]]:
    """Yield triggers with the column in their UPDATE OF that their table lacks."""
    columns = {folded(table.name): table.columns for table in schema.tables}
    columns |= {folded(view.name): view.columns for view in schema.views}
    for trigger in schema.triggers:
        names = {folded(column.name) for column in columns.get(folded(trigger.table), ())}
        for column in _update_of(trigger.sql):
            if names and folded(column) not in names:
                yield trigger, column


_FRESH = 500
"""Serial number of probe rows, beyond those that the shadow was filled with."""
_DATA = ("UNIQUE", "CHECK", "NOT NULL", "FOREIGN KEY")
_OF_MADE_ROWS = (*_DATA, "datatype mismatch")
"""What a made-up row may be refused for: a CHECK that compares a numeric key with a text suggests that text for the key."""
_RAISED = "SQLITE_CONSTRAINT_TRIGGER"
"""A trigger said no, which is what it is there for."""


def _uses(table: Table) -> Iterator[tuple[str, str]]:
    name = quoted(table.name)
    settable = [column.name for column in table.columns if column.generated is None and not column.hidden]
    yield "INSERT INTO", f"INSERT INTO {name} DEFAULT VALUES"
    if settable:
        changes = ", ".join(f"{quoted(column)} = {quoted(column)}" for column in settable)
        yield "UPDATE", f"UPDATE {name} SET {changes}"
    yield "DELETE FROM", f"DELETE FROM {name}"


def _compiled(shadow: Shadow, what: str, name: str, sql: str) -> Iterator[LatentError]:
    import apsw

    try:
        shadow.connection.execute(sql)  # compiled; of EXPLAIN and LIMIT 1 the first row is enough
    except apsw.Error as error:
        message = shadow.worded(error)
        if not message.startswith(_DATA) and _RAISED not in message:
            yield LatentError(what, name, message)


def _rows_of(shadow: Shadow, plan: TablePlan, plans: Plans) -> Iterator[LatentError]:
    search = RowSearch(shadow, plan, plans, start=_FRESH)
    with shadow.as_d1(), shadow.savepoint():
        found = True
        try:
            search.insert({})
        except RowProblem:
            found = False
        refusal = search.first_refusal
        if refusal is not None and not refusal.startswith(_OF_MADE_ROWS) and _RAISED not in refusal:
            yield LatentError("INSERT INTO", plan.name, refusal)
        if not found:
            return
        yield from _with_defaults(shadow, plan, search)
        for what, sql in list(_uses(plan.table))[1:]:
            yield from _compiled(shadow, what, plan.name, sql)


def _with_defaults(shadow: Shadow, plan: TablePlan, search: RowSearch) -> Iterator[LatentError]:
    """Insert a row that leaves every column with a default out."""
    import apsw

    try:
        row: dict[str, Any] = search.fresh_row()
    except RowProblem:  # a trigger took the rows away that it could point at
        return
    given = [column.name for column in plan.columns if column.default is None]
    if len(given) == len(plan.columns):
        return
    names = ", ".join(quoted(name) for name in given)
    marks = ", ".join("?" for _ in given)
    body = f"({names}) VALUES ({marks})" if given else "DEFAULT VALUES"
    try:
        shadow.connection.execute(f"INSERT INTO {quoted(plan.name)} {body}", tuple(row[name] for name in given))
    except apsw.Error as error:
        if not str(error).startswith(_OF_MADE_ROWS):
            message = wording(error)
            if _RAISED not in message:
                yield LatentError("INSERT INTO", plan.name, message)


def _update_of(sql: str) -> list[str]:
    words = significant(sql)
    for at, word in enumerate(words[:-1]):
        if word.says("BEGIN"):
            break
        if word.says("OF") and words[at - 1].says("UPDATE"):
            end = next((place for place, later in enumerate(words) if place > at and later.says("ON")), at)
            return [token.name for token in words[at + 1 : end] if not token.says(",")]
    return []
