"""Proves a migration: runs it on a populated shadow of the database, on both generations of D1, and looks what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.proof.cascades import DeleteObserver, lost_rows, nulled_links
from nhimbe_migrations.d1.proof.latent_errors import (
    LatentError,
    compile_errors,
    idle_triggers,
    run_errors,
    unfit_for_rows,
)
from nhimbe_migrations.d1.proof.lost_definitions import lost_definitions
from nhimbe_migrations.d1.proof.referenced_rows import NamedRow, accommodated, missing_parents, named_rows, with_rows
from nhimbe_migrations.d1.proof.result import (
    CHECK_BROKEN,
    DANGLING,
    DEPENDS_ON_ROWS,
    ENGINE_REFUSES,
    GENERATIONS_DIFFER,
    LATENT,
    NEVER_FIRES,
    NOT_FILLED,
    SCHEMA_REFUSED,
    Proof,
    TableEffect,
)
from nhimbe_migrations.d1.proof.silent_statements import strings_taken_for_names, swallowed
from nhimbe_migrations.d1.proof.snapshot import Snapshot, bare_image, count_rows, image_of, open_image
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.generations import BASELINE, LATEST, Generation
from nhimbe_migrations.d1.shadow.shadow import EngineError, Shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.findings.finding import Finding

__all__ = ["prove"]


def prove(schema_sql: str, migration_sql: str, *, generations: Sequence[Generation] = (BASELINE, LATEST)) -> Proof:
    """Run `migration_sql` on a populated shadow of what `schema_sql` defines, once per generation.

    It counts as applied only where every generation runs it. The state afterwards is that of the last generation.
    """
    image = image_of(schema_sql)
    image = _with(image, named_rows(migration_sql, image.schema))
    attempt = _Attempt(image, _run_all(image, migration_sql, generations))
    try:
        attempt = _retry_with_fitting_rows(attempt, migration_sql, generations)
        return _judge(attempt.image, migration_sql, attempt.runs, attempt.said)
    finally:
        attempt.close()


@dataclass(slots=True)
class _Attempt:
    """The runs on one image, and what had to be assumed for it."""

    image: Snapshot
    runs: list[_Run]
    said: tuple[Finding, ...] = ()

    @property
    def error(self) -> str:
        return next((run.error.message for run in self.runs if run.error is not None), "")

    @property
    def failed(self) -> bool:
        return any(run.error is not None for run in self.runs)

    def close(self) -> None:
        for run in self.runs:
            run.shadow.close()


def _with(image: Snapshot, rows: tuple[NamedRow, ...]) -> Snapshot:
    return with_rows(image, rows) if rows else image


def _run_all(image: Snapshot, migration_sql: str, generations: Sequence[Generation]) -> list[_Run]:
    runs: list[_Run] = []
    for generation in generations:
        runs.append(_run(image, migration_sql, generation, looks=generation is generations[-1]))
        if runs[-1].shadow.exhausted:  # the other generation would take as long
            break
    return runs


def _retry_with_fitting_rows(first: _Attempt, migration_sql: str, generations: Sequence[Generation]) -> _Attempt:
    """A refusal may be the fault of the made-up rows: try again with rows that suit, and say so where that helps."""
    for image, said in _other_images(first, migration_sql):
        other = _Attempt(image, _run_all(image, migration_sql, generations), said)
        if not other.failed:
            first.close()
            return other
        other.close()
    return first


def _other_images(first: _Attempt, migration_sql: str) -> Iterator[tuple[Snapshot, tuple[Finding, ...]]]:
    if any(run.shadow.exhausted for run in first.runs):
        yield bare_image(first.image), (_too_slow(),)
    if "FOREIGN KEY" in first.error or first.error.startswith("internal error"):
        wanted, image = missing_parents(first.image, migration_sql)
        said = (_relies_on(wanted),) if wanted else ()
        if image is not first.image:
            said = (*said, DEPENDS_ON_ROWS.finding(f"Rows that point nowhere stop it: {first.error}"))
        if said:
            yield _with(image, wanted), said
    if first.error.startswith("CHECK"):
        image = accommodated(first.image, migration_sql)
        if image is not first.image:
            yield image, (DEPENDS_ON_ROWS.finding(f"Rows that do not fit stop it: {first.error}"),)


def _too_slow() -> Finding:
    return DEPENDS_ON_ROWS.finding(
        "With rows in the tables a statement ran for too long, so the proof went on without them.",
        help="Look for joins that multiply rows; D1 stops a query after 30 seconds.",
    )


def _relies_on(rows: tuple[NamedRow, ...]) -> Finding:
    named = ", ".join(f"{table}.{column} = {value!r}" for table, column, value in rows[:5])
    return DEPENDS_ON_ROWS.finding(
        f"The new rows point at rows that schema.sql does not hold and that the proof took for given: {named}.",
        severity="note",
        help="Make sure that the database has them.",
    )


@dataclass(slots=True)
class _Run:
    """One generation's run."""

    shadow: Shadow
    generation: Generation
    error: EngineError | None
    witness: DeleteObserver
    seen: list[Finding]


def _run(image: Snapshot, migration_sql: str, generation: Generation, *, looks: bool) -> _Run:
    shadow = open_image(image, generation)
    seen: list[Finding] = []
    witness = DeleteObserver(shadow)

    def watch(statement: str, line: int) -> None:
        witness.statement(statement, line)
        if looks:
            seen.extend(strings_taken_for_names(shadow, statement, line))
            seen.extend(swallowed(shadow, statement, line))

    with witness:
        error = shadow.apply(migration_sql, watch)
    return _Run(shadow, generation, error, witness, seen)


def _judge(image: Snapshot, migration_sql: str, runs: list[_Run], said: tuple[Finding, ...]) -> Proof:
    from nhimbe_migrations.d1.schema.introspection import read_schema

    last = runs[-1]
    error = next((run.error for run in runs if run.error is not None), None)
    findings = [*_of_schema(image), *_of_verdicts(runs), *said, *last.seen]
    unfilled = tuple(result.table for result in image.unfilled)
    problems = tuple((result.table, result.problem or "") for result in image.unfilled)
    if last.error is not None:
        rows = tuple(TableEffect(table, count, count) for table, count in image.rows.items())
        return Proof(
            applied=False,
            error=error,
            rerunnable=None,
            rerun_error=None,
            rows=rows,
            unfilled=unfilled,
            findings=tuple(dict.fromkeys(findings)),
            schema_before=image.schema,
            schema_after=None,
            problems=problems,
        )
    after = read_schema(last.shadow.connection)
    rows = _rows(image, count_rows(last.shadow, after))
    findings += _of_outcome(image, last, after)
    findings += lost_definitions(image.schema, after, migration_sql)
    sql_after = tuple(last.shadow.ask("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    rerun_error = last.shadow.apply(migration_sql)
    return Proof(
        applied=error is None,
        error=error,
        rerunnable=rerun_error is None,
        rerun_error=rerun_error,
        rows=rows,
        unfilled=unfilled,
        findings=tuple(dict.fromkeys(findings)),
        schema_before=image.schema,
        schema_after=after,
        sql_after=sql_after,
        problems=problems,
    )


def _of_schema(image: Snapshot) -> Iterator[Finding]:
    for problem in image.problems:
        # Without what it defines the proof is of another database; a stray PRAGMA or COMMIT changes nothing.
        defines = (problem.error.statement or "").upper().startswith(("CREATE", "ALTER"))
        yield SCHEMA_REFUSED.finding(
            f"schema.sql, line {problem.error.line}: {problem.error.message}",
            severity="error" if defines else "warning",
        )
    for result in image.unfilled:
        yield NOT_FILLED.finding(
            f"The proof has {result.rows} rows in {result.table}: no two were found that it accepts ({result.problem})."
        )


def _of_verdicts(runs: list[_Run]) -> Iterator[Finding]:
    refused = [run for run in runs if run.error is not None]
    if len(refused) == len(runs):
        error = refused[0].error
        if error is not None:
            yield ENGINE_REFUSES.finding(error.message, line=error.line)
        return
    for run in refused:
        if run.error is not None:
            yield GENERATIONS_DIFFER.finding(
                f"D1 {run.generation} refuses this, and the other generation runs it: {run.error.message}",
                line=run.error.line,
            )


def _of_outcome(image: Snapshot, run: _Run, after: Schema) -> Iterator[Finding]:
    before = open_image(image, run.generation)
    try:
        yield from lost_rows(before, run.shadow, image.schema, after, run.witness)
        yield from nulled_links(before, run.shadow, image.schema, after, run.witness)
        yield from _dangling(before, run.shadow)
    finally:
        before.close()
    yield from _broken_checks(run, after)
    yield from _latent(image, run, after)
    for trigger, column in idle_triggers(after):
        if folded(trigger.name) in run.witness.touched:
            yield NEVER_FIRES.finding(
                f"The trigger {trigger.name} waits for {trigger.table}.{column}, which does not exist."
            )


def _dangling(before: Shadow, after: Shadow) -> Iterator[Finding]:
    was = _orphans(before)
    for (table, parent), count in _orphans(after).items():
        if count > was.get((table, parent), 0):
            yield DANGLING.finding(f"{count} rows of {table} point at rows of {parent} that are not there.")


def _orphans(shadow: Shadow) -> dict[tuple[str, str], int]:
    import apsw

    found: dict[tuple[str, str], int] = {}
    try:
        for table, _, parent, _ in shadow.ask("PRAGMA foreign_key_check"):
            found[table, parent] = found.get((table, parent), 0) + 1
    except apsw.Error:  # a mismatched key; the latent errors name it
        pass
    return found


def _broken_checks(run: _Run, after: Schema) -> Iterator[Finding]:
    for table in after.tables:
        if folded(table.name) in run.witness.touched:
            for (message,) in run.shadow.ask(f"PRAGMA quick_check({quoted(table.name)})"):
                if message.startswith(("CHECK", "NULL value", "NOT NULL")):
                    yield CHECK_BROKEN.finding(f"{message}: such rows are stored.")


def _latent(image: Snapshot, run: _Run, after: Schema) -> Iterator[Finding]:
    known = {(error.name, error.message) for error in image.broken}
    touched = [table.name for table in after.tables if folded(table.name) in run.witness.touched]
    uses: dict[str, dict[str, None]] = {}
    for error in (*compile_errors(run.shadow, after), *_new_run_errors(image, run, after, touched)):
        if (error.name, error.message) not in known:
            uses.setdefault(error.message, {})[f"{error.what} {error.name}"] = None
    for message, statements in uses.items():
        yield LATENT.finding(f"Afterwards {_listed(list(statements))}: {message}")
    new = [name for name in touched if image.schema.table(name) is None]
    for name, problem in unfit_for_rows(run.shadow, after, new):
        yield NOT_FILLED.finding(f"No row was found that {name} accepts ({problem}).")


def _listed(statements: list[str]) -> str:
    shown = ", ".join(statements[:_SHOWN])
    more = f" and {len(statements) - _SHOWN} more" if len(statements) > _SHOWN else ""
    return f"{shown}{more} {'fails' if len(statements) == 1 else 'fail'}"


_SHOWN = 6


def _new_run_errors(image: Snapshot, run: _Run, after: Schema, touched: list[str]) -> Iterator[LatentError]:
    """What fails when it runs, unless the same failed before the migration."""
    found = list(run_errors(run.shadow, after, touched))
    if not found:
        return
    before = open_image(image, run.generation)
    try:
        known = set(run_errors(before, image.schema, [error.name for error in found]))
    finally:
        before.close()
    yield from (error for error in found if error not in known)


def _rows(image: Snapshot, after: dict[str, int]) -> tuple[TableEffect, ...]:
    later = {folded(name): count for name, count in after.items()}
    known = {folded(name) for name in image.rows}
    kept = [TableEffect(name, count, later.get(folded(name))) for name, count in image.rows.items()]
    return (*kept, *(TableEffect(name, None, count) for name, count in after.items() if folded(name) not in known))
