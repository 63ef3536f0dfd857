"""Warnings that rest on the text alone, and that the proof has settled: it met such rows, and what became of them is known."""

from __future__ import annotations

from dataclasses import replace

from nhimbe_migrations.d1.proof.counting.risks import skips_no_row
from nhimbe_migrations.d1.proof.result import DEPENDS_ON_ROWS, ROWS_LOST, Proof
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.findings.finding import Finding

__all__ = ["settled"]

_SAID = {
    "add-check": ("CHECK",),
    "add-foreign-key": ("FOREIGN KEY", "internal error"),
    "add-unique": ("UNIQUE",),
    "tighten-not-null": ("NOT NULL",),
}
"""Rules about rows that may not fit, and the words in which D1 refuses such rows."""


def settled(finding: Finding, proof: Proof, migration_sql: str) -> Finding | None:
    """Return `finding`, which a rule raised from the text alone, as it stands after the proof; None where the proof knows better.

    Either rows of the kind that it warns of were in the proof, and passed or are told of by it; or there are none such.
    """
    if finding.rule == "insert-or-ignore-copy":
        if proof.applied and skips_no_row(migration_sql, finding.line, proof.schema_before):
            return None
        # All rows of the proof came through, those included that were aimed at the new constraints.
        tried = proof.applied and not proof.unfilled and not any(item.rule == ROWS_LOST.name for item in proof.findings)
        return replace(finding, severity="warning") if tried else finding
    return None if _is_settled(finding, proof) else finding


def _is_settled(finding: Finding, proof: Proof) -> bool:
    words = _SAID.get(finding.rule)
    at = finding.help.find("SELECT")
    if words is None or not proof.applied or at < 0 or not _finds(finding.help[at:], proof.met):
        return False
    told = any(
        word in other.message for other in proof.findings if other.rule == DEPENDS_ON_ROWS.name for word in words
    )
    return told or _finds(finding.help[at:], proof.passed)


def _finds(query: str, data: bytes) -> bool:
    import apsw

    shadow = open_shadow(LATEST)
    try:
        if data:
            shadow.connection.deserialize("main", data)
        rows = shadow.ask(query)
    except apsw.Error:
        return False
    finally:
        shadow.close()
    return bool(rows) and (len(rows[0]) > 1 or bool(rows[0][0]))
