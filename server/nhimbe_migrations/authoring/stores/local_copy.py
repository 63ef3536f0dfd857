"""Runs a migration on a copy of a real database: does it apply, and which rows of other tables go."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nhimbe_migrations.d1.proof.counting.losses import Losses
from nhimbe_migrations.d1.proof.counting.stops import count, counting_query
from nhimbe_migrations.d1.proof.outcome.both_ends import BothEnds
from nhimbe_migrations.d1.proof.outcome.cascades import lost_rows, nulled_links
from nhimbe_migrations.d1.proof.outcome.coverage import Coverage
from nhimbe_migrations.d1.proof.outcome.null_keys import null_keys
from nhimbe_migrations.d1.proof.outcome.observer import DeleteObserver
from nhimbe_migrations.d1.proof.outcome.values import lost_values, multiplied_rows
from nhimbe_migrations.d1.proof.result import ENGINE_REFUSES, look_first
from nhimbe_migrations.d1.rows.reading.read import read_needs
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.errors import EngineError
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow
from nhimbe_migrations.findings.finding import Finding

__all__ = ["CopyProof", "prove_on_copy"]


@dataclass(frozen=True, slots=True)
class CopyProof:
    """What came of it on the copy. No value of a row stands in it."""

    applied: bool
    findings: tuple[Finding, ...]
    exercised: int = 0
    """Statements that met rows of it, or need none."""
    statements: int = 0


def prove_on_copy(data: bytes, migration_sql: str) -> CopyProof:
    """Run `migration_sql` on the database in `data`, in memory."""
    before, after = _opened(data), _opened(data)
    try:
        was = read_schema(before.connection)
        witness, coverage = DeleteObserver(after), Coverage(after, was)

        def watch(statement: str, line: int) -> None:
            coverage.begin(statement, line)
            witness.statement(statement, line)

        with witness:
            error = after.apply(migration_sql, watch)
        coverage.end()
        if error is not None:
            return CopyProof(applied=False, findings=(_refusal(error, migration_sql, before, was),))
        now = read_schema(after.connection)
        ends = BothEnds(before, after, was, now, Losses(before, migration_sql, was), tells_values=False)
        findings = (
            *lost_rows(ends, witness),
            *nulled_links(ends, witness),
            *lost_values(ends, migration_sql),
            *multiplied_rows(ends, migration_sql),
            *null_keys(ends, witness.touched, migration_sql),
        )
        told = tuple(replace(finding, message=finding.message.replace(" of the proof", "")) for finding in findings)
        return CopyProof(applied=True, findings=told, exercised=coverage.exercised, statements=coverage.statements)
    finally:
        before.close()
        after.close()


def _refusal(error: EngineError, migration_sql: str, before: Shadow, was: Schema) -> Finding:
    """What stops it there, with the number of rows that do, and the query that counts them."""
    needs = read_needs(migration_sql, was)
    query = counting_query(error, migration_sql, was, needs, failing=[before], running=[])
    stopping = count(before, query) if query else None
    many = f" ({stopping} such)" if stopping else ""
    return ENGINE_REFUSES.finding(
        f"{_without_values(error.message)}{many}", line=error.line, help=look_first(query, ENGINE_REFUSES.help)
    )


def _opened(data: bytes) -> Shadow:
    shadow = open_shadow(LATEST)
    if data:
        shadow.connection.deserialize("main", data)
    return shadow


_ENGINE = re.compile(
    r"(?:no such|near|table|index|trigger|view|duplicate|error in|UNIQUE|NOT NULL|CHECK|FOREIGN KEY|datatype|cannot|Cannot|"
    r"too|not authorized|internal|Durable|syntax|incomplete|malformed|there is|object|interrupted|ambiguous|foreign key)"
)


def _without_values(message: str) -> str:
    """The engine's own words; what a trigger says (RAISE) may hold a row's values and stays here."""
    return message if _ENGINE.match(message) else "a trigger refuses a statement; its message is not repeated here"
