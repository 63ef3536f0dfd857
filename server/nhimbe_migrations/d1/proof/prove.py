"""Proves a migration: runs it on a populated shadow of the database, on both generations of D1, and looks what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from nhimbe_migrations.d1.proof.attempts.images import wide_image
from nhimbe_migrations.d1.proof.attempts.merged_inserts import MergedInserts, merged_inserts
from nhimbe_migrations.d1.proof.attempts.ordinary import weighed
from nhimbe_migrations.d1.proof.attempts.retry import retry_with_fitting_rows
from nhimbe_migrations.d1.proof.attempts.seeds import seeds_taken
from nhimbe_migrations.d1.proof.attempts.trials import Tried, tried
from nhimbe_migrations.d1.proof.attempts.unsettled import unsettled
from nhimbe_migrations.d1.proof.consequences import outcome_findings
from nhimbe_migrations.d1.proof.counting.advice import COUNTS_TOO_MUCH
from nhimbe_migrations.d1.proof.outcome.lost_definitions import lost_definitions
from nhimbe_migrations.d1.proof.referenced_rows import named_rows, with_rows
from nhimbe_migrations.d1.proof.result import (
    ENGINE_REFUSES,
    GENERATIONS_DIFFER,
    NOT_EXERCISED,
    NOT_FILLED,
    SCHEMA_REFUSED,
    Proof,
    TableEffect,
    queries_that_stop,
)
from nhimbe_migrations.d1.proof.runs import Attempt, Run, run_all
from nhimbe_migrations.d1.proof.snapshot import Snapshot, bare_image, count_rows, image_of, keep_open, open_image
from nhimbe_migrations.d1.proof.ways_out import way_out
from nhimbe_migrations.d1.rows.reading.read import read_needs
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.schema.near_names import candidates, plain
from nhimbe_migrations.d1.shadow.errors import wording
from nhimbe_migrations.d1.shadow.generations import BASELINE, LATEST, Generation
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.system.kept import Kept

__all__ = ["proof_kept", "proof_of", "prove"]


def prove(schema_sql: str, migration_sql: str, *, generations: Sequence[Generation] = (BASELINE, LATEST)) -> Proof:
    """Run `migration_sql` on a populated shadow of what `schema_sql` defines, once per generation.

    It counts as applied only where every generation runs it. The state afterwards is that of the last generation.
    """
    import apsw

    script = Script.of(migration_sql)  # held, so that every step reads the same
    image = image_of(schema_sql, script.text)
    needs = read_needs(migration_sql, image.schema)
    rows = named_rows(migration_sql, image.schema)
    image = wide_image(with_rows(image, rows) if rows else image, needs)
    attempt = Attempt(image, run_all(image, migration_sql, generations))
    try:
        with suppress(apsw.Error):  # SQLite trips over its own rows: the refusal stands as it is
            attempt = retry_with_fitting_rows(attempt, migration_sql, generations, needs)
        proof = _judged(attempt, migration_sql, generations)
        if proof.applied:
            merged = merged_inserts(migration_sql, image.schema)
            findings = proof.findings
            with suppress(apsw.Error):  # they only add doubts
                trials = tried(attempt.image, merged, needs, findings, attempt.objections)
                findings = (*trials.findings, *seeds_taken(attempt.image, merged, needs, trials.findings))
                findings = (*findings, *_of_the_rest(trials, findings, attempt.image, merged))
            findings = weighed(findings, merged.sql, image.schema)
            proof = replace(proof, findings=findings)
        plain = image_of(schema_sql, migration_sql).data
        migrated = proof.migrated if attempt.image.data == plain else b""
        if migrated and "pragma" not in migration_sql.lower():  # whose effect would stay
            keep_open(attempt.runs.pop().shadow, migrated)
        return replace(proof, met=image.data, passed=attempt.image.data, migrated=migrated)
    finally:
        attempt.close()


def _of_the_rest(
    trials: Tried, findings: Sequence[Finding], image: Snapshot, merged: MergedInserts
) -> Iterator[Finding]:
    """What neither the search nor the reading of the statements has settled."""
    since = findings[len(trials.findings) :]  # what the seeds have shown
    whole = [finding for finding in findings if COUNTS_TOO_MUCH in finding.help]  # all rows of a statement are counted
    rest = [
        risk
        for risk in trials.rest
        if not any(
            merged.line(finding.line) == risk.line and plain(risk.message) in finding.message for finding in since
        )
        and not any(risk.reach and risk.reach in finding.help for finding in whole)
    ]
    looked_through = {merged.line(finding.line) for finding in whole}
    unfollowed = [(line, why) for line, why in trials.unfollowed if line not in looked_through]
    if not rest and not unfollowed:
        return
    shadows = [open_image(replace(image, data=data), LATEST) for data in (trials.running if rest else ())]
    try:
        yield from unsettled(rest, unfollowed, queries_that_stop(findings), shadows)
    finally:
        for shadow in shadows:
            shadow.close()


_PROOF_BYTES = 4_000_000
_proofs: Kept[tuple[str, str], Proof] = Kept(
    _PROOF_BYTES, lambda proof: len(proof.met) + len(proof.passed) + len(proof.migrated) + 200_000, least=2
)
"""Those of the two states of a draft at least: who judges the code then asks for the first of them again."""


def proof_of(schema_sql: str, migration_sql: str) -> Proof:
    """Do as `prove` on both generations; what was proved a moment ago is not run again."""
    return _proofs.get((schema_sql, migration_sql), lambda: prove(schema_sql, migration_sql))


def proof_kept(schema_sql: str, migration_sql: str) -> Proof | None:
    """Return what `proof_of` gave a moment ago; None where it was not asked."""
    return _proofs.peek((schema_sql, migration_sql))


def _judged(attempt: Attempt, migration_sql: str, generations: Sequence[Generation]) -> Proof:
    """The verdict, with what becomes of the rows as far as SQLite itself does not trip over looking at them."""
    import apsw

    try:
        return _judge(attempt.image, migration_sql, attempt.runs, attempt.said)
    except apsw.Error as error:
        text = wording(error)
        bare = Attempt(attempt.image, run_all(bare_image(attempt.image), migration_sql, generations))
        unseen = NOT_EXERCISED.finding(f"What it does to rows could not be looked at: {text}.", severity="warning")
        try:
            return replace(
                _judge(bare_image(attempt.image), migration_sql, bare.runs, (*attempt.said, unseen)), exercised=0
            )
        finally:
            bare.close()


def _judge(image: Snapshot, migration_sql: str, runs: list[Run], earlier: tuple[Finding, ...]) -> Proof:
    from nhimbe_migrations.d1.schema.introspection import read_schema

    last = runs[-1]
    error = next((run.error for run in runs if run.error is not None), None)
    findings = [*_of_schema(image), *_of_verdicts(runs, image.schema, migration_sql), *earlier, *last.seen]
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
    after = read_schema(last.shadow.connection, known=image.schema)
    rows = _rows(image, count_rows(last.shadow, after, known=image.beyond))
    findings += outcome_findings(image, last, after, migration_sql)
    findings += lost_definitions(image.schema, after, migration_sql)
    findings += last.coverage.findings()
    sql_after = tuple(last.shadow.ask("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    migrated = last.shadow.image()
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
        exercised=last.coverage.exercised,
        statements=last.coverage.statements,
        migrated=migrated,
    )


def _of_schema(image: Snapshot) -> Iterator[Finding]:
    for problem in image.problems:
        # Without what it defines the proof is of another database; a stray PRAGMA or COMMIT changes nothing.
        defines = (problem.error.statement or "").upper().startswith(("CREATE", "ALTER"))
        yield SCHEMA_REFUSED.finding(
            f"schema.sql, line {problem.error.line}: {plain(problem.error.message)}",
            severity="error" if defines else "warning",
        )
    for result in image.unfilled:
        yield NOT_FILLED.finding(
            f"The proof has {result.rows} rows in {result.table}: no two that it accepts were found ({result.problem})."
        )


def _of_verdicts(runs: list[Run], schema: Schema, script: str) -> Iterator[Finding]:
    refused = [run for run in runs if run.error is not None]
    if len(refused) == len(runs):
        error = refused[0].error
        if error is not None:
            meant = candidates(error.message, error.statement, schema, script=script)
            help_ = way_out(error, schema) or meant or ENGINE_REFUSES.help
            yield ENGINE_REFUSES.finding(f"{plain(error.message).rstrip('.')}.", line=error.line, help=help_)
        return
    for run in refused:
        if run.error is not None:
            yield GENERATIONS_DIFFER.finding(
                f"D1 {run.generation} refuses this, and the other generation runs it: {plain(run.error.message)}",
                line=run.error.line,
            )


def _rows(image: Snapshot, after: dict[str, int]) -> tuple[TableEffect, ...]:
    later = {folded(name): count for name, count in after.items()}
    known = {folded(name) for name in image.rows}
    kept = [TableEffect(name, count, later.get(folded(name))) for name, count in image.rows.items()]
    return (*kept, *(TableEffect(name, None, count) for name, count in after.items() if folded(name) not in known))
