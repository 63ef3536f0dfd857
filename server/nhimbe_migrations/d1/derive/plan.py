"""Derive the statements that bring a database to the schema that is wanted.

People think in the schema that they want. What is gone or changed is dropped first where others hang on it (triggers,
views, indexes), tables are renamed and changed one by one, each by ALTER TABLE where D1 can and by the safe rebuild where
it cannot, and what stands on them is made last. The result is run on a shadow and must be the schema that was wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from nhimbe_migrations.d1.derive.column_order import new_columns_last
from nhimbe_migrations.d1.derive.renames import Renames, settle_renames
from nhimbe_migrations.d1.derive.virtual_tables import recreate
from nhimbe_migrations.d1.rebuild.dependents import guarded
from nhimbe_migrations.d1.rebuild.plan import RebuildPlan, plan_rebuild
from nhimbe_migrations.d1.schema.comparison import Difference, differences
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import load_schema, open_loaded
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.shadow.shadow import Shadow
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.errors import ArgumentError, RefusedError

__all__ = ["Derived", "derive", "schema_text"]

Render = Callable[..., str]
_MOST_ROUNDS = 50
_BROKEN = re.compile(r"error in (view|trigger) ([^:]+?)(?: after rename| after drop column)?:")


@dataclass(frozen=True, slots=True)
class Derived:
    """The statements that lead from one schema to another."""

    sql: str
    """Empty where the two mean the same."""
    changes: tuple[str, ...]
    """What differs, one clause an object."""


def derive(
    before_sql: str,
    after: Schema,
    *,
    renames: Mapping[str, str],
    drops_accepted: bool,
    render: Render,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    proves: bool = True,
) -> Derived:
    """Return the statements that bring the database of `before_sql` to `after`.

    `columns` says, table by table, what a column is filled with, as `plan_rebuild` takes it.
    Without `proves` no rebuild is tried on rows by itself: whoever runs all of the statements does.
    The order of columns, comments and spelling make no difference. `renames` and `drops_accepted`: see `settle_renames`.

    Raises:
        ArgumentError: a rename has to be told from a drop first, or `renames` names what is not there.
        RefusedError: a table cannot get there with its rows (a new NOT NULL column without a default, say), or no order
            of statements leads to `after`.
    """
    before = load_schema(before_sql).schema
    different = _differences(before, after)
    if not different:
        return Derived("", ())
    settled = settle_renames(before, after, renames, drops_accepted=drops_accepted)
    aside: frozenset[tuple[ObjectKind, str]] = frozenset()
    for _ in range(_MOST_ROUNDS):
        work = _Work(before_sql, after, settled, aside=aside, columns=columns or {}, render=render, proves=proves)
        try:
            work.run()
        except _InTheWay as blocked:
            aside = aside | {blocked.item}
            continue
        finally:
            work.close()
        return Derived(work.sql, tuple(f"{item.object} {item.name}: {_said(item.detail)}" for item in different))
    raise RefusedError("No order of statements was found in which D1 takes the changes.", way_out=_BY_HAND)


_BY_HAND = "Write the SQL yourself (draft_migration with sql); rebuild_table does one table."


def _said(detail: str) -> str:
    return detail.replace("on the left", "in the database").replace("on the right", "in schema.sql")


def _differences(before: Schema, after: Schema) -> tuple[Difference, ...]:
    return tuple(item for item in differences(before, after) if not item.order_only)


def schema_text(schema: Schema) -> str:
    """Return statements that make `schema` in an empty database."""
    return "\n".join(f"{item.sql.rstrip().rstrip(';')};" for _, item in schema.objects())


class _InTheWay(Exception):  # noqa: N818 control flow inside this module
    """A view or trigger that D1 finds broken while a table changes: it has to step aside."""

    def __init__(self, item: tuple[ObjectKind, str]) -> None:
        super().__init__(item)
        self.item = item


class _Work:
    """The statements so far, run as they come on a shadow that says what the database is by then."""

    def __init__(
        self,
        before_sql: str,
        after: Schema,
        renames: Renames,
        *,
        aside: frozenset[tuple[ObjectKind, str]],
        columns: Mapping[str, Mapping[str, str]],
        render: Render,
        proves: bool,
    ) -> None:
        self.after = after
        self.renames = renames
        self.aside = aside
        self.columns = columns
        self.render = render
        self.proves = proves
        self.parts: list[str] = []
        self.shadow: Shadow = open_loaded(before_sql)
        self.now = load_schema(before_sql).schema

    @property
    def sql(self) -> str:
        return "\n".join(part.strip("\n") for part in self.parts) + "\n"

    def close(self) -> None:
        self.shadow.close()

    def run(self) -> None:
        self._step_aside()
        self._rename()
        self._change_tables()
        self._drop_tables()
        self._make()
        if left := _differences(self.now, self.after):
            raise RefusedError(
                "The statements that were derived do not lead to schema.sql: "
                + "; ".join(f"{item.object} {item.name}: {_said(item.detail)}" for item in left[:5]),
                way_out=_BY_HAND,
            )

    def _do(self, sql: str) -> None:
        error = self.shadow.apply(sql)
        if error is not None:
            if broken := _BROKEN.search(error.message):
                kind: ObjectKind = "view" if broken[1] == "view" else "trigger"
                if self.now.find(kind, broken[2]) is not None:
                    raise _InTheWay((kind, folded(broken[2])))
            raise RefusedError(f"D1 does not run what was derived: {error.message}.", way_out=_BY_HAND)
        self.parts.append(sql)
        self.now = read_schema(self.shadow.connection, known=self.now)

    def _drop(self, kind: str, *names: str) -> None:
        self._do(self.render("d1/derive.sql.j2", step="drop", kind=kind, names=names))

    def _step_aside(self) -> None:
        """Drop what is gone, and what is made otherwise later: triggers first, since they name the others."""
        changed = {(item.object, folded(item.name)) for item in _differences(self._renamed(), self.after)}
        for kind, items in (
            ("trigger", self.now.triggers),
            ("view", self.now.views),
            ("index", self.now.indexes),
        ):
            names = [item.name for item in items if (kind, folded(item.name)) in changed | self.aside]
            if names:
                self._drop(kind.upper(), *names)
        for table in self.now.virtual_tables:
            if self.after.find("virtual table", table.name) is None:
                self._drop("TABLE", table.name)

    def _renamed(self) -> Schema:
        """The schema as it is once everything has its new name, so that a renamed object does not count as changed."""
        statements = list(self._rename_statements())
        if not statements:
            return self.now
        other = open_loaded(schema_text(self.now))
        try:
            for statement in statements:
                # What is in the way here is told again, and answered, when the statement itself is run.
                other.apply(statement)
            return read_schema(other.connection, known=self.now)
        finally:
            other.close()

    def _rename_statements(self) -> Iterator[str]:
        for old, new in self.renames.tables.items():
            yield self.render("d1/derive.sql.j2", step="rename table", table=old, to=new)
        for (table, old), new in self.renames.columns.items():
            yield self.render("d1/derive.sql.j2", step="rename column", table=table, name=old, to=new)

    def _rename(self) -> None:
        for statement in self._rename_statements():
            self._do(statement)

    def _change_tables(self) -> None:
        for wanted in self.after.tables:
            if self.now.table(wanted.name) is None:
                self._do(f"{guarded(wanted.sql)};")
        for wanted in self.after.tables:
            found = self.now.table(wanted.name)
            if found is None or not _differences(Schema((found,)), Schema((wanted,))):
                continue
            self._do("\n".join(line for line in self._changed(found, wanted) if not line.startswith("-- accept:")))

    def _changed(self, found: Table, wanted: Table) -> list[str]:
        """The lines that change a table: by ALTER TABLE, which puts new columns last, where nothing but order speaks against it."""
        last = new_columns_last(wanted.sql, found)
        if last is not None:
            try:
                plan = self._planned(found, last)
            except (ArgumentError, RefusedError):
                plan = None
            if plan is not None and plan.method == "alter":
                return plan.sql.splitlines()
        try:
            return self._planned(found, wanted.sql).sql.splitlines()
        except ArgumentError as error:
            raise RefusedError(f"{wanted.name}: {error.what}", way_out=_BY_HAND) from error
        except RefusedError as error:
            raise RefusedError(
                f"{wanted.name} cannot become what schema.sql says with its rows: {error.what}",
                way_out="Give a new NOT NULL column a DEFAULT in schema.sql, or draft rebuild_table's sql for "
                f"{wanted.name}, which takes a value for each column.",
                findings=error.findings,
            ) from error

    def _planned(self, found: Table, definition: str) -> RebuildPlan:
        columns = self.columns.get(found.name, {})
        return plan_rebuild(
            schema_text(self.now),
            table=found.name,
            definition=definition,
            columns=columns,
            render=self.render,
            proves=self.proves,
        )

    def _drop_tables(self) -> None:
        """Drop children before their parents, so that no ON DELETE action reaches a table that goes anyway."""
        gone = [table for table in self.now.tables if self.after.table(table.name) is None]
        for table in gone:
            for reference in self.now.references_to(table.name):
                if self.after.table(reference.table) is not None:
                    raise RefusedError(
                        f"{table.name} goes, and {reference.table}, which stays, still references it.",
                        why="Dropping it would delete or change the rows that hang on it, or D1 refuses it.",
                        way_out=f"Take the reference out of {reference.table} in schema.sql too.",
                    )
        while gone:
            names = {folded(table.name) for table in gone}
            free = [
                table
                for table in gone
                if not any(
                    folded(reference.table) in names and folded(reference.table) != folded(table.name)
                    for reference in self.now.references_to(table.name)
                )
            ]
            first = (free or gone)[0]
            self._drop("TABLE", first.name)
            gone = [table for table in gone if table is not first]

    def _make(self) -> None:
        for table in self.after.virtual_tables:
            found = self.now.find("virtual table", table.name)
            if found is None or _differences(_only(self.now, found.name), _only(self.after, table.name)):
                self._do(recreate(self.now, table))
        for kind, item in self.after.objects():
            if kind in ("index", "view", "trigger") and self.now.find(kind, item.name) is None:
                self._do(f"{guarded(item.sql)};")


def _only(schema: Schema, virtual_table: str) -> Schema:
    found = tuple(table for table in schema.virtual_tables if folded(table.name) == folded(virtual_table))
    return replace(Schema(), virtual_tables=found)
