"""One run of a migration on one image, and the runs on both generations of D1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.proof.outcome.coverage import Coverage
from nhimbe_migrations.d1.proof.outcome.observer import DeleteObserver
from nhimbe_migrations.d1.proof.outcome.silent_statements import strings_taken_for_names, swallowed
from nhimbe_migrations.d1.proof.snapshot import Snapshot, open_image
from nhimbe_migrations.d1.shadow.generations import BASELINE, GENERATIONS, LATEST, Generation
from nhimbe_migrations.d1.shadow.shadow import EngineError, Shadow
from nhimbe_migrations.findings.finding import Finding

__all__ = ["Attempt", "Run", "run_all"]


@dataclass(slots=True)
class Run:
    """One generation's run."""

    shadow: Shadow
    generation: Generation
    error: EngineError | None
    witness: DeleteObserver
    coverage: Coverage
    seen: list[Finding]


def _run_once(image: Snapshot, migration_sql: str, generation: Generation, *, looks: bool) -> Run:
    return _run(image, migration_sql, generation, looks=looks, for_both=False)[0]


def _run(
    image: Snapshot, migration_sql: str, generation: Generation, *, looks: bool, for_both: bool
) -> tuple[Run, bool]:
    """Run it on a copy of `image`; with `for_both`, return as well whether the older generation runs it for certain."""
    shadow = open_image(image, generation)
    seen: list[Finding] = []
    witness = DeleteObserver(shadow)
    coverage = Coverage(shadow, image.schema)

    def watch(statement: str, line: int) -> None:
        coverage.begin(statement, line)
        witness.statement(statement, line)
        if looks:
            seen.extend(strings_taken_for_names(shadow, statement, line))
            seen.extend(swallowed(shadow, statement, line))

    with witness:
        error, alike = (
            shadow.apply_for_both(migration_sql, watch) if for_both else (shadow.apply(migration_sql, watch), False)
        )
    coverage.end()
    return Run(shadow, generation, error, witness, coverage, seen), alike


@dataclass(slots=True)
class Attempt:
    """The runs on one image, and what had to be assumed for it."""

    image: Snapshot
    runs: list[Run]
    said: tuple[Finding, ...] = ()
    objections: tuple[tuple[EngineError, Snapshot], ...] = ()
    """What stops it on other rows that a database may hold, each with an image that holds such a row besides."""

    @property
    def error(self) -> str:
        return next((run.error.message for run in self.runs if run.error is not None), "")

    @property
    def statement(self) -> str | None:
        """The statement that fails."""
        return next((run.error.statement for run in self.runs if run.error is not None), None)

    @property
    def failed(self) -> bool:
        return any(run.error is not None for run in self.runs)

    def close(self) -> None:
        for run in self.runs:
            run.shadow.close()


def run_all(image: Snapshot, migration_sql: str, generations: Sequence[Generation]) -> list[Run]:
    """Run `migration_sql` on a copy of `image`, once per generation; the older one is left out where it runs it for certain."""
    if tuple(generations) == GENERATIONS:
        latest, alike = _run(image, migration_sql, LATEST, looks=True, for_both=True)
        if alike or (latest.shadow.exhausted and not _is_of_limits(latest)):  # the other would take as long
            return [latest]
        if not _is_of_limits(latest):
            older = _run_once(image, migration_sql, BASELINE, looks=False)
            if not older.shadow.exhausted:
                return [older, latest]
            latest.shadow.close()
            return [older]
        latest.shadow.close()
    runs: list[Run] = []
    for generation in generations:
        runs.append(_run_once(image, migration_sql, generation, looks=generation is generations[-1]))
        if runs[-1].shadow.exhausted:  # the other generation would take as long
            break
    return runs


def _is_of_limits(run: Run) -> bool:
    return run.error is not None and run.error.message.endswith(_OF_LIMITS)


_OF_LIMITS = ("SQLITE_TOOBIG", "SQLITE_NOMEM")
"""What D1 says where a limit is met, and that of the older generation is the lower one."""
