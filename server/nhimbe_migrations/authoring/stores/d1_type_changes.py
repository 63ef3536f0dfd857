"""What a D1 migration does to the shapes of its tables, for types.ts: of a draft, and of a file that is written.

Both are the difference between the database that the migration finds and the one that it leaves. For a written file
the first is worked out by replay. schema.sql may have the file's work already; what a statement of it finds done is
taken back from that database first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.project.branch import branch_of
from nhimbe_migrations.authoring.project.branch_states import states_found_by
from nhimbe_migrations.authoring.result.rules import TYPES_NOT_UPDATED
from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import open_loaded
from nhimbe_migrations.d1.schema.model import Column, Schema, Table
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.schema.type_changes import shape_changes
from nhimbe_migrations.d1.shadow.shadow import Shadow, StatementRefused
from nhimbe_migrations.d1.sql.actions import Action, AddColumn, Create, Drop, DropColumn, RenameColumn, RenameTable
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.states.states import State
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.workspace.history.history import Migration

__all__ = ["shapes_between", "shapes_of_file"]


def shapes_between(before: Schema, after: Schema, script: Script) -> tuple[ShapeChange, ...]:
    """Return what the migration `script` changes in the shapes of rows, from the database before to the one after."""
    return shape_changes(before, after, read_renames(script, before))


def shapes_of_file(
    project: Project, migration: Migration, sql: str
) -> tuple[tuple[ShapeChange, ...], tuple[Finding, ...]]:
    """Return the shape changes of a written migration, whether schema.sql has it already or not, and what is not told."""
    script = Script.of(sql)
    run = _best_run(project, migration, script)
    before = run.before
    for action in reversed(run.done):
        before = _without(before, action)
    shapes = shapes_between(before, run.after, script)
    untold = [name for name in _rebuilt(script) if run.done_before and not _touches(shapes, name)]
    notes = tuple(
        TYPES_NOT_UPDATED.finding(
            f"{migration.file} makes {name!r} anew, and schema.sql has that already: what it changed cannot be told.",
            help=f"Compare the interface of {name!r} with the table by hand, or "
            "set members by update_types(interface=…, fields=…).",
        )
        for name in untold
    )
    return shapes, notes


@dataclass(frozen=True, slots=True)
class _Run:
    before: Schema
    after: Schema
    done: tuple[Action, ...]
    """What statements found done already."""
    failed: int
    """Statements that found neither what they need nor their work done."""

    @property
    def done_before(self) -> bool:
        return bool(self.done) or self.before == self.after


def _found_by(project: Project, migration: Migration) -> Iterator[State]:
    """The databases that the migration may have found, the likeliest first."""
    found = states_found_by(project, frozenset({migration.file}), branch_of(project, None)).get(migration.file)
    if found is not None:
        yield found.history
    yield project.databases(without=migration.file).states.history


def _best_run(project: Project, migration: Migration, script: Script) -> _Run:
    """Run the migration on the first database on which all of it finds what it needs, else on the one that fits best."""
    runs: list[_Run] = []
    for state in _found_by(project, migration):
        runs.append(_run(state, script))
        if not runs[-1].failed:
            break
    return min(runs, key=lambda run: run.failed)


def _run(state: State, script: Script) -> _Run:
    shadow = open_loaded(state.sql)
    done: list[Action] = []
    failed = 0
    try:
        for statement in script.statements:
            action = statement.action
            was = _version(shadow)
            try:
                shadow.run(statement.text)
                refused = False
            except StatementRefused:
                refused = True
            if isinstance(action, Create | Drop | AddColumn | DropColumn | RenameColumn | RenameTable):
                if (not refused and _version(shadow) == was and not _is_loose_drop(action)) or (
                    refused and _is_done(shadow, action)
                ):
                    done.append(action)
                else:
                    failed += refused
        return _Run(state.schema, read_schema(shadow.connection, known=state.schema), tuple(done), failed)
    finally:
        shadow.close()


def _version(shadow: Shadow) -> int:
    return int(next(iter(shadow.connection.execute("PRAGMA schema_version")))[0])


def _is_loose_drop(action: Action) -> bool:
    """DROP … IF EXISTS of a thing that is not there says nothing: it may never have been."""
    return isinstance(action, Drop) and action.guarded and action.kind != "table"


def _is_done(shadow: Shadow, action: Action) -> bool:
    """Whether the database has what the statement, which was refused, would have made of it."""
    schema = read_schema(shadow.connection)
    match action:
        case Create(kind, name):
            return schema.find(kind, name.name) is not None
        case Drop(kind, name):
            return schema.find(kind, name.name) is None
        case AddColumn(table, name):
            item = schema.table(table.name)
            return item is not None and item.column(name.name) is not None
        case DropColumn(table, name):
            item = schema.table(table.name)
            return item is not None and item.column(name.name) is None
        case RenameColumn(table, name, to):
            item = schema.table(table.name)
            return item is not None and item.column(name.name) is None and item.column(to.name) is not None
        case RenameTable(name, to):
            return schema.table(name.name) is None and schema.table(to.name) is not None
        case _:
            return False


def _without(schema: Schema, action: Action) -> Schema:
    """The database before a statement whose work is done."""
    match action:
        case Create("table" | "view", name):
            gone = folded(name.name)
            return replace(
                schema,
                tables=tuple(table for table in schema.tables if folded(table.name) != gone),
                views=tuple(view for view in schema.views if folded(view.name) != gone),
            )
        case Drop("table", name) if schema.table(name.name) is None:
            return replace(schema, tables=(*schema.tables, Table(name.name, (), "")))
        case AddColumn(table, name):
            return _with_columns(schema, table.name, lambda c: None if folded(c.name) == folded(name.name) else c)
        case DropColumn(table, name):
            return _with_columns(schema, table.name, lambda c: c, (Column(name.name, "TEXT"),))
        case RenameColumn(table, name, to):
            return _with_columns(
                schema, table.name, lambda c: replace(c, name=name.name) if folded(c.name) == folded(to.name) else c
            )
        case RenameTable(name, to):
            return replace(
                schema,
                tables=tuple(
                    replace(table, name=name.name) if folded(table.name) == folded(to.name) else table
                    for table in schema.tables
                ),
            )
        case _:
            return schema


def _with_columns(
    schema: Schema, table: str, change: Callable[[Column], Column | None], more: tuple[Column, ...] = ()
) -> Schema:
    return replace(
        schema,
        tables=tuple(
            replace(item, columns=(*(c for c in map(change, item.columns) if c is not None), *more))
            if folded(item.name) == folded(table)
            else item
            for item in schema.tables
        ),
    )


def _rebuilt(script: Script) -> list[str]:
    """Tables that the migration drops and makes again under their name."""
    dropped: set[str] = set()
    found: list[str] = []
    for statement in script.statements:
        match statement.action:
            case Drop("table", name):
                dropped.add(folded(name.name))
            case RenameTable(_, to) if folded(to.name) in dropped:
                found.append(to.name)
            case _:
                pass
    return found


def _touches(shapes: Sequence[ShapeChange], table: str) -> bool:
    return any(folded(shape.owner) == folded(table) for shape in shapes)
