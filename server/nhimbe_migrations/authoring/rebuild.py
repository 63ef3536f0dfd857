"""Rebuild: the statements that change a table in ways ALTER TABLE cannot, with every row of every table kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.answers import Rebuild
from nhimbe_migrations.rendering import render

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["rebuild"]


def rebuild(project: Project, *, table: str, definition: str, columns: Mapping[str, str]) -> Rebuild:
    """Work out the statements and prove them on the populated shadow.

    Raises:
        ArgumentError: the table is unknown, or `definition` is no CREATE TABLE.
        RefusedError: rows would be lost, or a new NOT NULL column has no value.
    """
    from nhimbe_migrations.d1.rebuild.plan import plan_rebuild

    plan = plan_rebuild(project.schema_text(), table=table, definition=definition, columns=columns, render=render)
    # Parts of a CRLF schema.sql stand in it; a trigger with CRLF is cut wrongly by wrangler (trigger-line-endings).
    return Rebuild(plan.table, plan.sql.replace("\r\n", "\n"), plan.why, plan.method, plan.findings)
