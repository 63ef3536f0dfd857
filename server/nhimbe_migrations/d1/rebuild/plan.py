"""Plan how a table gets another definition on D1 with no row lost, in it or in the tables that hang on it.

Dropping a parent on D1 deletes its rows first, which fires every ON DELETE action, and no pragma stops that (measured,
d1-notes part 3). So nothing may hang on the table when it goes: its rows, and those of the tables that an action would
reach, are kept aside with their rowids and put back afterwards, parents first. Foreign keys stay deferred to the commit
and are never switched off, so an orphan cannot slip through. The table is created under its own name, so no RENAME
rewrites anything, and views or other tables' triggers that name it stay valid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from nhimbe_migrations.d1.rebuild.alter import Alteration, plan_alter
from nhimbe_migrations.d1.rebuild.column_sources import Value
from nhimbe_migrations.d1.rebuild.definition import TargetTable, wanted_table
from nhimbe_migrations.d1.rebuild.dependents import Indexes, full_text_to_fill, guarded, indexes_after, triggers_on
from nhimbe_migrations.d1.rebuild.findings import findings_of
from nhimbe_migrations.d1.rebuild.preserved_rows import (
    COLUMNS,
    RowidFacts,
    descendants,
    free_names,
    keep,
    loops,
    points_into,
    rowid_facts,
)
from nhimbe_migrations.d1.rebuild.verify import expected, proved
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import load_schema, open_loaded
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.near_names import did_you_mean, nearest

__all__ = ["RebuildPlan", "plan_rebuild"]

Render = Callable[..., str]


@dataclass(frozen=True, slots=True)
class RebuildPlan:
    """Statements that give a table its new definition; proved on a populated shadow unless it has a `goal`."""

    table: str
    sql: str
    method: Literal["alter", "rebuild"]
    why: str
    """Why the statements are safe on D1."""
    findings: tuple[Finding, ...]
    goal: Schema | None = None
    """What the database is to be afterwards, where the plan is not proved yet (see `proved`)."""


def plan_rebuild(
    schema_sql: str,
    *,
    table: str,
    definition: str,
    columns: Mapping[str, str],
    render: Render,
    accepts_losses: bool = True,
    also: Schema | None = None,
    proves: bool = True,
) -> RebuildPlan:
    """Return the statements that turn `table` into `definition`.

    `columns` maps a column of the new definition to an old column or an SQL expression over the old row; a column that
    it does not name takes the old one of its name, else its default. Where ALTER TABLE alone gets there, that is the
    plan. `accepts_losses` writes an `accept:` comment for each column that the definition leaves out: right where a
    person reads the statements before they go on. `also` is another database that the statements meet: the children that
    an ON DELETE of it reaches are kept too. Without `proves` a plan that rebuilds is left to be proved by whoever runs the
    same statements anyway.

    Raises:
        ArgumentError: there is no such table, or `definition` is no CREATE TABLE that D1 runs.
        RefusedError: a new NOT NULL column has no value, or the proof says that something would be lost or broken.
    """
    schema = load_schema(schema_sql).schema
    old = _old_table(schema, table)
    wanted = wanted_table(schema, old, definition, columns)
    if not differences(Schema((old,)), Schema((wanted.table,))) and not any(v.expression for v in wanted.values):
        raise ArgumentError(f"{old.name} has this definition already.", way_out="There is nothing to do.")
    after = _renamed(schema_sql, old, wanted) if wanted.renames else schema
    indexes = indexes_after(after, _old_table(after, old.name), wanted.after_renames(wanted.renames))
    findings = tuple(findings_of(old, wanted, indexes))
    goal = expected(after, wanted.table, indexes)
    accepted = wanted.dropped if accepts_losses else ()
    alteration = plan_alter(schema_sql, after, old, wanted, indexes)
    if (
        alteration
        and not alteration.order_only
        and (plan := _altered(schema_sql, old, alteration, goal=goal, render=partial(render, accepted=accepted)))
    ):
        return replace(plan, findings=(*findings, *plan.findings))
    plan = _rebuilt(after, old.name, wanted, indexes, partial(render, accepted=accepted), also)
    if alteration and alteration.order_only:
        plan = replace(plan, why=f"{plan.why} (With new columns last, ALTER TABLE alone would do.)")
    findings = (*findings, *plan.findings)
    if not proves:
        return replace(plan, findings=findings, goal=goal)
    return replace(plan, findings=(*findings, *proved(schema_sql, plan.sql, goal)))


def _old_table(schema: Schema, name: str) -> Table:
    if found := schema.table(name):
        return found
    names = sorted(table.name for table in schema.tables)
    more = f" and {len(names) - _NAMED} more (read_schema lists them)" if len(names) > _NAMED else ""
    known = did_you_mean(nearest(name, names)) or f"There are: {', '.join(names[:_NAMED]) or 'none'}{more}."
    raise ArgumentError(f"There is no table {name[:80]!r} in schema.sql or the history.", way_out=known)


_NAMED = 20


def _renamed(schema_sql: str, old: Table, wanted: TargetTable) -> Schema:
    """The schema after RENAME COLUMN, which rewrites indexes, triggers, views and the keys of children."""
    shadow = open_loaded(schema_sql)
    try:
        error = shadow.apply("\n".join(_rename(old.name, name, to) for name, to in wanted.renames.items()))
        if error is not None:
            raise RefusedError(
                f"D1 does not rename the column: {error.message}.",
                way_out="Fix what the message names, and call again.",
            )
        return read_schema(shadow.connection, known=load_schema(schema_sql).schema)
    finally:
        shadow.close()


def _rename(table: str, name: str, to: str) -> str:
    spelt = (part.replace('"', '""') for part in (table, name, to))
    return 'ALTER TABLE "{}" RENAME COLUMN "{}" TO "{}";'.format(*spelt)


def _altered(
    schema_sql: str, old: Table, alteration: Alteration, *, goal: Schema, render: Render
) -> RebuildPlan | None:
    """The plan by ALTER TABLE; None where it does not stand the proof with rows in the tables."""
    sql = render("d1/alter.sql.j2", table=old.name, steps=alteration.steps)
    try:
        findings = proved(schema_sql, sql, goal)
    except RefusedError:
        return None
    why = "ALTER TABLE alone is enough: no row is copied, and nothing that references the table is touched."
    return RebuildPlan(old.name, sql, "alter", why, findings)


def _rebuilt(  # noqa: PLR0917 the parts of one plan
    schema: Schema, name: str, wanted: TargetTable, indexes: Indexes, render: Render, also: Schema | None = None
) -> RebuildPlan:
    old = _old_table(schema, name)
    emptied = [old, *descendants(schema, old, also)]
    names = free_names(schema, [*(table.name for table in emptied), f"{name}_sequence"])
    kept = [keep(table, rowid_facts(table), names) for table in emptied]
    renames = wanted.renames
    values = wanted.after_renames(renames).values
    was, now = rowid_facts(old), rowid_facts(wanted.table)
    values = _numbered(values, wanted, was, now)
    rowid = now.name if was.name and not now.column and len(values) < COLUMNS else None
    same_rowids = rowid is not None or _same_key(values, was, now)
    links = tuple(loops(schema, emptied))
    why = _why(old, [table.name for table in emptied[1:]])
    sql = render(
        "d1/rebuild.sql.j2",
        table=name,
        why=why,
        renames=renames,
        own=kept[0],
        old_rowid=was.name,
        rowid=rowid,
        values=values,
        descendants=kept[1:],
        links=links,
        silenced=triggers_on(schema, emptied if points_into(old, emptied) else emptied[1:]),
        triggers=[guarded(trigger.sql) for trigger in triggers_on(schema, emptied)],
        indexes=[guarded(index.sql) for index in indexes.kept],
        definition=guarded(wanted.sql),
        sequence=next(names) if old.autoincrement and wanted.table.autoincrement else None,
        full_text=full_text_to_fill(schema, old, wanted, same_rowids=same_rowids),
    )
    crowded = [item.name for item, table in zip(kept, emptied, strict=True) if _lacks_room(table, item.rowid)]
    return RebuildPlan(name, sql, "rebuild", why, tuple(_new_rowids(item) for item in crowded))


def _numbered(values: tuple[Value, ...], wanted: TargetTable, was: RowidFacts, now: RowidFacts) -> tuple[Value, ...]:
    """A new INTEGER PRIMARY KEY that nothing fills takes the number that the row had all along."""
    column = wanted.table.column(now.column) if now.column else None
    if column is None or was.name is None or wanted.value(column.name):
        return values
    return (Value(column, expression=was.name), *values)


def _same_key(values: tuple[Value, ...], was: RowidFacts, now: RowidFacts) -> bool:
    value = next((value for value in values if value.column.name == now.column), None)
    if value is None:
        return False
    return value.expression == was.name if value.taken is None else value.is_plain and value.taken.name == was.column


def _lacks_room(table: Table, rowid: str | None) -> bool:
    return rowid is None and len(table.columns) >= COLUMNS and not table.without_rowid and not rowid_facts(table).column


def _new_rowids(table: str) -> Finding:
    message = f"{table} has {COLUMNS} columns, so its rowids cannot be kept and are assigned again."
    return Finding("rebuild-loses", "warning", message, "It matters only to what stores its rowid (full-text indexes).")


def _why(old: Table, reached: list[str]) -> str:
    if not reached:
        return f"No row depends on {old.name} through ON DELETE; its rows are copied aside while it is recreated."
    return f"D1 would delete or change rows of {', '.join(reached)} with the old table, so they are kept aside and put back."
