"""Plan how a table gets another definition on D1 with no row lost, in it or in the tables that hang on it.

Dropping a parent on D1 deletes its rows first, which fires every ON DELETE action, and no pragma stops that (measured,
d1-notes part 3). So nothing may hang on the table when it goes: its rows and those of all its descendants are kept
aside with their rowids, put back afterwards, parents first, and the counters of AUTOINCREMENT with them. Foreign keys
stay deferred to the commit and are never switched off, so an orphan cannot slip through. The table is created under
its own name, so no RENAME rewrites anything, and views or other tables' triggers that name it stay valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from nhimbe_migrations.d1.rebuild_alter import Alteration, plan_alter
from nhimbe_migrations.d1.rebuild_wanted import Wanted, wanted_table
from nhimbe_migrations.d1.schema import Schema, Table, Trigger, folded
from nhimbe_migrations.d1.schema_load import load_schema
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.text import Finding

__all__ = ["RebuildPlan", "plan_rebuild"]


@dataclass(frozen=True, slots=True)
class RebuildPlan:
    """Statements that give a table its new definition."""

    table: str
    sql: str
    method: Literal["alter", "rebuild"]
    why: str
    """Why the statements are safe on D1."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table whose rows are kept aside."""

    name: str
    keep: str
    columns: tuple[str, ...]
    """Those that can be inserted: no generated ones."""
    rowid: str | None
    """A name by which the rowid can be told; None where there is none, or a column is it."""
    rowid_as: str


def plan_rebuild(
    schema_sql: str, *, table: str, definition: str, columns: Mapping[str, str], render: Callable[..., str]
) -> RebuildPlan:
    """Return the statements that turn `table` into `definition`.

    `columns` maps a column of the new definition to an SQL expression over the old row; a column that it does not
    name takes the old one of its name. Where ALTER TABLE alone gets there, that is the plan.

    Raises:
        ArgumentError: there is no such table, or `definition` is no CREATE TABLE that D1 runs.
        RefusedError: a new NOT NULL column has no value, or the rows cannot be kept.
    """
    schema = load_schema(schema_sql).schema
    old = _old_table(schema, table)
    wanted = wanted_table(schema, old, definition, columns)
    if alteration := plan_alter(schema_sql, schema, old, wanted):
        return _altered(old, wanted, alteration, render)
    return _rebuilt(schema, old, wanted, render)


def _old_table(schema: Schema, name: str) -> Table:
    if found := schema.table(name):
        return found
    known = ", ".join(sorted(each.name for each in schema.tables)[:20]) or "none"
    raise ArgumentError(f"There is no table {name[:80]!r} in schema.sql.", way_out=f"It has: {known}.")


def _altered(old: Table, wanted: Wanted, alteration: Alteration, render: Callable[..., str]) -> RebuildPlan:
    why = "ALTER TABLE alone gets there; no row is copied and nothing that references the table is touched."
    sql = render("d1/alter.sql.j2", table=old.name, steps=alteration.steps, dropped=wanted.dropped)
    return RebuildPlan(old.name, sql, "alter", why, wanted.findings)


def _rebuilt(schema: Schema, old: Table, wanted: Wanted, render: Callable[..., str]) -> RebuildPlan:
    names = _free_names(schema)
    own = _kept(old, names)
    descendants = [_kept(each, names) for each in _descendants(schema, old)]
    _refuse_restricting_loops([old, *_descendants(schema, old)])
    rowid = own.rowid if wanted.takes_rowid else None
    why = _why(old, descendants)
    sql = render(
        "d1/rebuild.sql.j2",
        table=old.name,
        why=why,
        own=own,
        descendants=descendants,
        dropped=wanted.dropped,
        triggers=_triggers(schema, [old.name, *(kept.name for kept in descendants)]),
        indexes=[index.sql for index in schema.indexes_of(old.name) if wanted.keeps_index(index)],
        definition=wanted.sql,
        targets=[*([rowid] if rowid else []), *wanted.targets],
        sources=[*([own.rowid_as] if rowid else []), *wanted.sources],
        autoincrement=old.autoincrement and wanted.autoincrement,
        sequence_keep=next(names),
    )
    return RebuildPlan(old.name, sql, "rebuild", why, (*wanted.findings, *wanted.lost_indexes(schema)))


def _descendants(schema: Schema, root: Table) -> list[Table]:
    """Every table that references `root`, directly or through others: parents before their children, as far as can be.

    In a circle no order is right; deferred keys make any order do.
    """
    order: list[Table] = []
    seen = {folded(root.name)}

    def visit(name: str) -> None:
        for reference in schema.references_to(name):
            child = schema.table(reference.table)
            if child is None or folded(child.name) in seen:
                continue
            seen.add(folded(child.name))
            visit(child.name)
            order.append(child)

    visit(root.name)
    return order[::-1]


def _refuse_restricting_loops(tables: list[Table]) -> None:
    """RESTRICT acts at once, deferred or not: rows that restrict one another in a circle cannot be taken away."""
    place = {folded(table.name): at for at, table in enumerate(tables)}
    for table in tables:
        for key in table.foreign_keys:
            parent = place.get(folded(key.table))
            if key.on_delete == "RESTRICT" and parent is not None and parent >= place[folded(table.name)]:
                raise RefusedError(
                    f"{table.name} restricts the deletion of {key.table} in a circle, so its rows cannot be set aside.",
                    why="ON DELETE RESTRICT acts at once on D1, also while foreign keys are deferred.",
                    way_out=f"Rebuild {table.name} first with ON DELETE NO ACTION for ({', '.join(key.columns)}).",
                )


def _kept(table: Table, names: Iterator[str]) -> _Kept:
    columns = tuple(column.name for column in table.columns if column.generated is None)
    taken = {folded(column.name) for column in table.columns}
    alias = (
        None
        if table.without_rowid or _rowid_column(table)
        else next((name for name in ("rowid", "_rowid_", "oid") if name not in taken), None)
    )
    rowid_as = next(name for name in (f"kept_rowid{'_' * n}" for n in range(99)) if name not in taken)
    return _Kept(table.name, next(names), columns, alias, rowid_as)


def _rowid_column(table: Table) -> bool:
    """An INTEGER PRIMARY KEY is the rowid (SQLite: lang_createtable, ROWIDs and the INTEGER PRIMARY KEY)."""
    keyed = [column for column in table.columns if column.primary_key]
    return len(keyed) == 1 and keyed[0].type.upper() == "INTEGER"


def _triggers(schema: Schema, tables: list[str]) -> list[Trigger]:
    """Triggers of every table that is emptied and filled: they would act on rows that only come back."""
    return [trigger for table in tables for trigger in schema.triggers_of(table)]


def _free_names(schema: Schema) -> Iterator[str]:
    taken = {folded(item.name) for _, item in schema.objects()}
    candidates = (f"rebuild_keep_{number}" for number in range(1, 10_000))
    return (name for name in candidates if name not in taken)


def _why(old: Table, descendants: list[_Kept]) -> str:
    if not descendants:
        return f"Nothing references {old.name}; its rows are kept aside while it is created anew."
    named = ", ".join(kept.name for kept in descendants)
    return (
        f"Dropping {old.name} would delete or null the rows of {named} on D1, whatever the pragmas say; "
        f"their rows are kept aside and put back, and the commit checks every reference."
    )
