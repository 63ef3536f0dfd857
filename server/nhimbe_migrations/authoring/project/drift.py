"""Drift: where schema.sql and the history of D1 migrations disagree."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.rules import NOT_REPLAYED

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.drift.report import DriftReport
    from nhimbe_migrations.d1.states.states import States
    from nhimbe_migrations.findings.finding import Finding

__all__ = ["drift_of"]


def drift_of(project: Project) -> DriftReport | None:
    """Return what differs; None where there is no D1 migration. Without schema.sql the history is the schema."""
    migrations = project.migration_texts("d1")
    if not migrations:
        return None
    found = project.databases()
    wished = frozenset((item.object, item.name) for item in found.wishes)
    return _drift(project.schema_text(), migrations, _States(found.states), wished)


class _States:
    """States as a cache key: they are told by their own key."""

    def __init__(self, states: States) -> None:
        self.states = states

    def __hash__(self) -> int:
        return hash(self.states.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _States) and self.states.key == other.states.key


@lru_cache(maxsize=4)
def _drift(
    schema: str,
    migrations: tuple[tuple[str, str], ...],
    of: _States,
    wished: frozenset[tuple[str, str]],
) -> DriftReport:
    from nhimbe_migrations.d1.drift.between import drift_between
    from nhimbe_migrations.d1.drift.report import DriftReport, drift

    gaps = tuple(_not_replayed(of.states))
    if not schema.strip():
        return DriftReport((), gaps)
    # What a guard skipped is seen where the history runs over the file.
    skipped = tuple(finding for finding in drift(schema, migrations).findings if finding.rule == "guard-swallowed")
    return DriftReport(drift_between(schema, of.states, wished=wished), (*skipped, *gaps))


def _not_replayed(states: States) -> list[Finding]:
    """One note a file: of which statements the effect is not known."""
    by_file: dict[str, list[tuple[int, str]]] = {}
    for gap in states.told.gaps:
        by_file.setdefault(gap.origin.file, []).append((gap.origin.line, gap.message))
    baseline = states.told.baseline
    start = "an empty database" if not baseline.sql else f"schema.sql as of {baseline.name[:12]}"
    return [
        NOT_REPLAYED.finding(
            f"{len(found)} statement{'s' if len(found) > 1 else ''} of {file} cannot be replayed from {start}, the first "
            f"in line {found[0][0]}: {found[0][1]}",
            file=file,
            line=found[0][0],
        )
        for file, found in by_file.items()
    ]
