"""Drift: where schema.sql and the history of D1 migrations disagree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.rules import NOT_REPLAYED, STOPS_NEW_DATABASES

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.drift.report import DriftReport
    from nhimbe_migrations.d1.states.replay import Failure
    from nhimbe_migrations.d1.states.states import States
    from nhimbe_migrations.findings.finding import Finding

__all__ = ["drift_of", "stops_new_databases"]


def drift_of(project: Project) -> DriftReport | None:
    """Return what differs; None where there is no D1 migration. Without schema.sql the history is the schema."""
    migrations = project.migration_texts("d1")
    if not migrations:
        return None
    found = project.databases()
    wished = frozenset((item.object, item.name) for item in found.wishes)
    return _drift(project.schema_text(), migrations, _States(found.states), wished, in_order=_is_in_order(project))


def stops_new_databases(project: Project) -> Failure | None:
    """The first failure of the history on a new database, where the history alone makes one."""
    if project.schema_text().strip() or not _is_in_order(project):
        return None
    return next(_stopped(project.databases().states), None)


def _is_in_order(project: Project) -> bool:
    return not any(migration.legacy for migration in project.history().migrations)


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
    *,
    in_order: bool,
) -> DriftReport:
    from nhimbe_migrations.d1.drift.between import drift_between
    from nhimbe_migrations.d1.drift.report import DriftReport, drift

    gaps = tuple(_not_replayed(of.states))
    if not schema.strip():
        stopped = tuple(_stops_new(failure) for failure in _stopped(of.states)) if in_order else ()
        return DriftReport((), (*gaps, *stopped))
    # What a guard skipped is seen where the history runs over the file.
    skipped = tuple(finding for finding in drift(schema, migrations).findings if finding.rule == "guard-swallowed")
    return DriftReport(drift_between(schema, of.states, wished=wished), (*skipped, *gaps))


def _stopped(states: States) -> Iterator[Failure]:
    """The first failure of each file that fails on the database which the files before it make from nothing.

    Where a table is missing, the history begins somewhere that is not in the repository, and nothing is said.
    """
    failures = states.told.failures
    if states.told.baseline.sql or any("no such table" in failure.message for failure in failures):
        return
    first = {failure.origin.file: failure for failure in reversed(failures) if failure.is_done}
    yield from (failure for _, failure in sorted(first.items()))


def _stops_new(failure: Failure) -> Finding:
    said = f"On a new database this fails: {failure.message}."
    return STOPS_NEW_DATABASES.finding(said, file=failure.origin.file, line=failure.origin.line)


def _not_replayed(states: States) -> list[Finding]:
    """One note a file: of which statements the effect is not known."""
    from nhimbe_migrations.d1.schema.near_names import plain

    by_file: dict[str, list[tuple[int, str]]] = {}
    for gap in states.told.gaps:
        by_file.setdefault(gap.origin.file, []).append((gap.origin.line, gap.message))
    baseline = states.told.baseline
    start = "an empty database" if not baseline.sql else f"schema.sql as of {baseline.name[:12]}"
    return [
        NOT_REPLAYED.finding(
            f"{len(found)} statement{'s' if len(found) > 1 else ''} of {file} cannot be replayed from {start}, the first "
            f"in line {found[0][0]}: {plain(found[0][1]).rstrip('.')}.",
            file=file,
            line=found[0][0],
        )
        for file, found in by_file.items()
    ]
