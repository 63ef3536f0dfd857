"""Drift: where schema.sql and the history of D1 migrations disagree."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.drift.report import DriftReport

__all__ = ["drift_of"]


def drift_of(project: Project) -> DriftReport | None:
    """Return what differs; None where there is no D1 migration."""
    migrations = project.migration_texts("d1")
    return _drift(project.schema_text(), migrations) if migrations else None


@lru_cache(maxsize=2)
def _drift(schema: str, migrations: tuple[tuple[str, str], ...]) -> DriftReport:
    from nhimbe_migrations.d1.drift.report import drift

    return drift(schema, migrations)
