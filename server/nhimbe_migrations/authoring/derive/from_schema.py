"""schema.sql was edited by hand: the statements that bring the databases to what it says.

Only what the edit changed is asked for. What the history has and the file never had is drift, not a wish to drop it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.base import BaseState
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.d1.derive.goal import goal_of_edit
from nhimbe_migrations.d1.derive.plan import derive
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.rendering import render

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["accepts_drops", "statements_from_schema"]

_DROPS = frozenset({"drop-column", "drop-table", "cascading-drop", "rebuild-loses"})


def statements_from_schema(project: Project, request: MigrationRequest, base_state: BaseState) -> MigrationRequest:
    """Return `request` with the statements that schema.sql, as it stands on disk, asks for.

    Raises:
        ArgumentError: it asks for nothing, is not committed yet, or a rename has to be told from a drop.
        RefusedError: a statement of it does not run, or what was edited has drifted from the history.
    """
    file = project.repository.layout.schema
    found = project.databases(without=base_state.file, schema=base_state.schema)
    edited = load_schema(base_state.schema)
    if not base_state.schema.strip() or found.states.schema_file is None:
        raise ArgumentError(
            f"There is no {file} to take the change from.",
            way_out="Call update_schema, which makes it from the history; edit it, and draft again.",
        )
    if edited.problems:
        line, message = edited.problems[0]
        raise RefusedError(f"{file}, line {line}, does not run: {message}.", way_out="Fix the line and draft again.")
    if not found.wishes:
        raise ArgumentError(
            f"{file} asks for nothing that the databases lack.",
            why="Comments, spelling and the order of columns change no database; neither does what a migration made already.",
            way_out="Edit the file first, and leave the edit uncommitted, or pass `sql`.",
        )
    goal = goal_of_edit(found.states.schema_file.schema, edited.schema, found.states.history.schema, file)
    derived = derive(
        found.states.history.sql,
        goal,
        renames=request.renames,
        drops_accepted=accepts_drops(request),
        render=render,
    )
    return replace(request, sql=derived.sql)


def accepts_drops(request: MigrationRequest) -> bool:
    """Whether the author has said, with a reason, that something goes."""
    return any(accepted.rule in _DROPS for accepted in request.accept)
