"""Runs a migration on a copy of a real database: does it apply, and which rows of other tables go."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nhimbe_migrations.d1.proof.counting.losses import Losses
from nhimbe_migrations.d1.proof.outcome.both_ends import BothEnds
from nhimbe_migrations.d1.proof.outcome.cascades import lost_rows, nulled_links
from nhimbe_migrations.d1.proof.outcome.observer import DeleteObserver
from nhimbe_migrations.d1.proof.result import ENGINE_REFUSES
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow
from nhimbe_migrations.findings.finding import Finding

__all__ = ["CopyProof", "prove_on_copy"]


@dataclass(frozen=True, slots=True)
class CopyProof:
    """What came of it on the copy. No value of a row stands in it."""

    applied: bool
    findings: tuple[Finding, ...]


def prove_on_copy(data: bytes, migration_sql: str) -> CopyProof:
    """Run `migration_sql` on the database in `data`, in memory."""
    before, after = _opened(data), _opened(data)
    try:
        was = read_schema(before.connection)
        witness = DeleteObserver(after)
        with witness:
            error = after.apply(migration_sql, witness.statement)
        if error is not None:
            refusal = ENGINE_REFUSES.finding(_without_values(error.message), line=error.line)
            return CopyProof(applied=False, findings=(refusal,))
        now = read_schema(after.connection)
        ends = BothEnds(before, after, was, now, Losses(before, migration_sql, was))
        findings = (*lost_rows(ends, witness), *nulled_links(ends, witness))
        return CopyProof(applied=True, findings=findings)
    finally:
        before.close()
        after.close()


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
