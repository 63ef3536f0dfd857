"""Turn a request that says where to get to into one that says how: from schema.sql, by a way back, or in two steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.base import BaseState
from nhimbe_migrations.authoring.compose.request import MigrationRequest

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["spell_out"]


def spell_out(project: Project, request: MigrationRequest, base_state: BaseState) -> MigrationRequest:
    """Return `request` with the statements or bodies that it stands for; itself where it has them.

    The two steps of a MongoDB migration are planned with its changes (`mongodb.two_steps`).

    Raises:
        ArgumentError: there is nothing to do, a question has to be answered first, or a name is not there.
        RefusedError: no statements lead there with the rows kept.
    """
    if request.reverts is not None:
        from nhimbe_migrations.authoring.derive.reverts import revert

        return revert(project, request, base_state)
    if request.from_schema:
        from nhimbe_migrations.authoring.derive.from_schema import statements_from_schema

        return statements_from_schema(project, request, base_state)
    if request.strategy != "direct" and request.target == "d1":
        from nhimbe_migrations.authoring.derive.strategy import one_step

        return one_step(project, request, base_state)
    return request
