"""Take a committed migration back by a new one: what it made goes, what it took away comes back as far as it can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.base import BaseState
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.derive.from_schema import accepts_drops
from nhimbe_migrations.authoring.result.rules import REVERT_LOSES
from nhimbe_migrations.d1.derive.goal import changed, with_changes
from nhimbe_migrations.d1.derive.plan import derive
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.sql.actions import WriteRows, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.states.states import build_states, states_before
from nhimbe_migrations.errors import ArgumentError, ConflictError, RefusedError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.rendering import render

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["revert"]


def revert(project: Project, request: MigrationRequest, base_state: BaseState) -> MigrationRequest:
    """Return `request` with what takes the migration `reverts` back.

    Raises:
        ArgumentError: there is no such migration, it is one of the other store, or it left nothing to take back.
        ConflictError: a later migration changed what it made.
        RefusedError: it took something away whose values are gone, and nobody accepted that.
    """
    migration = project.history().find(request.reverts or "")
    if migration.target != request.target:
        raise ArgumentError(
            f"{migration.file} is a {migration.target} migration.", way_out=f"Pass target {migration.target!r}."
        )
    text = project.migration_text(migration)
    if request.target == "mongodb":
        return _revert_mongodb(request, text, migration.file)
    return _revert_d1(project, request, base_state, text, migration.file)


def _revert_mongodb(request: MigrationRequest, text: str, file: str) -> MigrationRequest:
    from nhimbe_migrations.mongodb.code.migration_file import body_text, read_migration

    parsed = read_migration(text, file)
    up, down = body_text(parsed, "up"), body_text(parsed, "down")
    if up is None or down is None or not down.strip():
        raise ArgumentError(
            f"{file} has no down() that does anything, so it cannot be reverted.",
            way_out="Draft the revert yourself: `changes`, or `up` and `down`.",
        )
    return replace(request, up=down, down=up)


def _revert_d1(
    project: Project, request: MigrationRequest, base_state: BaseState, text: str, file: str
) -> MigrationRequest:
    before, after = _around(project, file)
    now = project.databases(without=base_state.file, schema=base_state.schema).states.history
    made = changed(before, after)
    if not made:
        raise ArgumentError(
            f"{file} changed nothing in the schema, so a migration has nothing of it to revert.",
            way_out="Revert the rows that it wrote with statements of your own: pass them as `sql`.",
        )
    later = [item for key, item in changed(after, now.schema).items() if key in made]
    if later:
        named = "; ".join(f"{item.object} {item.name}" for item in later[:5])
        raise ConflictError(
            f"{file} is not the last that changed {named}.",
            why="Taking it back would take a later migration's change with it.",
            way_out="Revert the later one first, or write the change that you want as `sql`.",
        )
    renames = _back(text, before)
    lost = tuple(_lost(text, before, after, renames, file))
    accepted = any(item.rule == REVERT_LOSES.name for item in request.accept)
    if lost and not accepted:
        raise RefusedError(
            f"Not all that {file} did can come back.",
            way_out=f'Look at each, and accept it: accept=[{{"rule": "{REVERT_LOSES.name}", "reason": "…"}}].',
            findings=lost,
        )
    goal = with_changes(now.schema, made, before)
    derived = derive(
        now.sql, goal, renames=renames, drops_accepted=accepts_drops(request) or not renames, render=render
    )
    return replace(request, sql=derived.sql)


def _around(project: Project, file: str) -> tuple[Schema, Schema]:
    """The schema before and after a migration of the history, by replay from today's baseline.

    schema.sql is left out: what it says of the migration is the migration's own work.
    """
    history = project.migration_texts("d1")
    baseline = project.states().told.baseline
    place = next(at for at, (name, _) in enumerate(history) if name == file)
    before = states_before(history, frozenset({file}), committed=None, baseline=baseline)[file]
    after = build_states(history[: place + 1], committed=None, baseline=baseline)
    return before.history.schema, after.history.schema


def _back(text: str, before: Schema) -> Mapping[str, str]:
    """The renames of the migration, the other way round."""
    renames = read_renames(text, before)
    found: dict[str, str] = {}
    for table in before.tables:
        name = renames.table(table.name)
        if folded(name) != folded(table.name):
            found[name] = table.name
        for old, new in renames.columns_of(name).items():
            column = table.column(old)
            found[f"{name}.{new}"] = column.name if column else old
    return found


def _lost(text: str, before: Schema, after: Schema, renames: Mapping[str, str], file: str) -> list[Finding]:
    taken = {folded(name) for name in renames.values()}
    gone = [table for table in before.tables if after.table(table.name) is None and folded(table.name) not in taken]
    found = [f"{table.name} comes back empty: {file} dropped it with its rows." for table in gone]
    for table in before.tables:
        then = after.table(_called(table, renames))
        if then is None:
            continue
        columns = [c.name for c in table.columns if then.column(c.name) is None and folded(c.name) not in taken]
        if columns:
            found.append(f"{table.name}.{', '.join(columns)} comes back without its values: {file} dropped it.")
    written = [
        action.verb
        for statement in Script.of(text).statements
        if isinstance(action := read_action(statement.significant), WriteRows)
    ]
    if written:
        kinds = ", ".join(sorted(set(written)))
        found.append(f"The rows that {file} wrote ({kinds}) stay as they are: they are not reverted.")
    return [REVERT_LOSES.finding(message) for message in found]


def _called(table: Table, renames: Mapping[str, str]) -> str:
    return next(
        (new for new, old in renames.items() if "." not in new and folded(old) == folded(table.name)), table.name
    )
