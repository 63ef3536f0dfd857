"""What to try when a migration fails: the fault may be that of the rows, and then they are chosen anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.proof.attempts.images import Fitting, fitting_rows
from nhimbe_migrations.d1.proof.attempts.let_go import let_go
from nhimbe_migrations.d1.proof.attempts.populated import running_population
from nhimbe_migrations.d1.proof.counting.advice import how_to_look
from nhimbe_migrations.d1.proof.referenced_rows import NamedRow, missing_parents, with_rows
from nhimbe_migrations.d1.proof.result import DEPENDS_ON_ROWS
from nhimbe_migrations.d1.proof.runs import Attempt, run_all
from nhimbe_migrations.d1.proof.snapshot import Snapshot, bare_image, looked_at
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.schema.near_names import plain
from nhimbe_migrations.d1.shadow.errors import EngineError
from nhimbe_migrations.d1.shadow.generations import Generation
from nhimbe_migrations.findings.finding import Finding

__all__ = ["retry_with_fitting_rows"]


def retry_with_fitting_rows(
    first: Attempt, migration_sql: str, generations: Sequence[Generation], needs: Needs
) -> Attempt:
    """A refusal may be the fault of the rows: try again with rows that suit, and say so where that helps."""
    attempt = first
    for image, findings in _other_images(attempt, migration_sql, needs):
        other = Attempt(image, run_all(image, migration_sql, generations), findings)
        if not other.failed:
            first.close()
            return other
        if other.statement != first.statement and not any(run.shadow.exhausted for run in other.runs):
            attempt = other  # it gets further than before
            continue
        other.close()
    if not attempt.failed or not _may_depend_on_rows(attempt):
        return _settled(first, attempt)
    said = attempt.runs[-1].error
    fitting = fitting_rows(attempt.image, migration_sql, needs, said) or running_population(
        attempt, migration_sql, needs
    )
    if fitting is None:
        return _settled(first, attempt)
    findings = (*attempt.said, *_depending(fitting, migration_sql, needs))
    other = Attempt(fitting.image, run_all(fitting.image, migration_sql, generations), findings, fitting.objections)
    if attempt is not first:
        attempt.close()
    if other.failed:
        other.close()
        return first
    first.close()
    return other


def _settled(first: Attempt, last: Attempt) -> Attempt:
    if last is not first:
        last.close()
    return first


def _may_depend_on_rows(attempt: Attempt) -> bool:
    """A reference that children hold is no accident of the rows; nor is a name that does not exist."""
    error = next((run.error for run in attempt.runs if run.error is not None), None)
    if error is None or any(run.shadow.exhausted for run in attempt.runs):
        return False
    words = (error.statement or "").split(None, 1)
    if error.message.startswith(("FOREIGN KEY", "internal error", "Durable")):
        return bool(words) and words[0].upper() in ("INSERT", "UPDATE", "REPLACE")
    return not error.message.startswith(_NEVER_ROWS)


_NEVER_ROWS = (
    "near ",
    "no such ",
    "not authorized",
    "duplicate column",
    "unrecognized token",
    "incomplete input",
    "No SQL",
)


def _depending(fitting: Fitting, migration_sql: str, needs: Needs) -> Iterator[Finding]:
    for error, failing in fitting.objections:
        yield DEPENDS_ON_ROWS.finding(
            f"Fails if existing rows break it: {plain(error.message)}.",
            line=error.line,
            help=_look_first(error, failing, fitting.image, migration_sql, needs),
        )


def _look_first(error: EngineError, failing: Snapshot, running: Snapshot, migration_sql: str, needs: Needs) -> str:
    """The advice to count the rows that `error` is about: they are in the first image and not in the second."""
    with looked_at(failing) as stopped, looked_at(running) as runs:
        return how_to_look(error, migration_sql, failing.schema, needs, failing=[stopped], running=[runs])


def _other_images(first: Attempt, migration_sql: str, needs: Needs) -> Iterator[tuple[Snapshot, tuple[Finding, ...]]]:
    if any(run.shadow.exhausted for run in first.runs):
        yield bare_image(first.image), (_too_slow(),)
    if "FOREIGN KEY" in first.error or first.error.startswith("internal error"):
        wanted, image = missing_parents(first.image, migration_sql)
        findings = (_relies_on(wanted),) if wanted else ()
        error = next((run.error for run in reversed(first.runs) if run.error is not None), None)
        if image is not first.image and error is not None:
            help_ = _look_first(error, first.image, image, migration_sql, needs)
            findings = (
                *findings,
                DEPENDS_ON_ROWS.finding(f"Rows that point nowhere stop it: {first.error}", help=help_),
            )
        if findings:
            yield with_rows(image, wanted) if wanted else image, findings
        if error is not None and (released := let_go(first.image, migration_sql, error)) is not None:
            help_ = _look_first(error, first.image, released, migration_sql, needs)
            yield released, (_held(error, help_),)


def _held(error: EngineError, help_: str) -> Finding:
    message = f"Fails if existing rows point at what it deletes: {plain(error.message)}."
    return DEPENDS_ON_ROWS.finding(message, line=error.line, help=help_)


def _too_slow() -> Finding:
    return DEPENDS_ON_ROWS.finding(
        "With rows in the tables a statement ran for too long, so the proof went on without them.",
        help="Look for joins that multiply rows; D1 stops a query after 30 seconds.",
    )


def _relies_on(rows: tuple[NamedRow, ...]) -> Finding:
    named = ", ".join(f"{table}.{column} = {value!r}" for table, column, value in rows[:5])
    return DEPENDS_ON_ROWS.finding(
        f"The new rows reference rows that schema.sql does not have and that the proof assumed: {named}.",
        severity="note",
        help="Make sure that the database has them.",
    )
