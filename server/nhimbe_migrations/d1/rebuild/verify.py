"""The plan is run before it is answered: on a populated shadow of both generations of D1, row by row counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nhimbe_migrations.d1.proof.outcome.lost_definitions import DROP_COLUMN
from nhimbe_migrations.d1.proof.prove import proof_of
from nhimbe_migrations.d1.proof.result import DEPENDS_ON_ROWS, Proof
from nhimbe_migrations.d1.rebuild.column_sources import mentions
from nhimbe_migrations.d1.rebuild.dependents import Indexes
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.findings.finding import Finding

__all__ = ["expected", "proved"]


def expected(schema: Schema, new: Table, indexes: Indexes) -> Schema:
    """Return what the database is to be afterwards: `schema` with the new table, without the indexes that go."""
    return replace(
        schema,
        tables=tuple(new if folded(table.name) == folded(new.name) else table for table in schema.tables),
        indexes=tuple(index for index in schema.indexes if index not in indexes.lost),
    )


def proved(schema_sql: str, sql: str, wanted: Schema) -> tuple[Finding, ...]:
    """Return what the proof says beside yes.

    Raises:
        RefusedError: D1 does not run `sql`, a row goes, or the schema afterwards is another.
    """
    proof = proof_of(schema_sql, sql)
    if reason := next(_reasons(proof, wanted), None):
        what, way_out = reason
        raise RefusedError(
            f"No way was found to this definition that keeps everything: {what}",
            way_out=way_out,
            findings=tuple(finding for finding in proof.findings if finding.severity == "error"),
        )
    told = (finding for finding in proof.findings if finding.severity == "warning")
    return tuple(finding.at() for finding in told if finding.rule != DROP_COLUMN)  # the plan itself says what goes


def _reasons(proof: Proof, wanted: Schema) -> Iterator[tuple[str, str]]:
    if proof.error is not None:
        about = f" ({' '.join(proof.error.statement.split())[:120]})" if proof.error.statement else ""
        yield f"{proof.error.message}{about}.", _way_out(proof.error.message)
    for finding in proof.findings:
        if finding.rule == DEPENDS_ON_ROWS.name and "NOT NULL constraint" in finding.message:
            # A NULL is no accident of the rows where the column allowed it: the plan is to say what becomes of it.
            yield finding.message, _way_out(finding.message[finding.message.index("NOT NULL") :].rstrip("."))
        if finding.severity == "error" and finding.rule != DROP_COLUMN:
            yield f"{finding.message}{_blamed(finding.message, proof.schema_before)}", _CHANGE_IT
    for row in proof.rows:
        if row.before is not None and row.before != row.after:
            yield f"{row.table} has {row.after} rows of {row.before} afterwards.", "Map columns row by row."
    for difference in differences(wanted, proof.schema_after or Schema()):
        yield (
            f"{difference.object} {difference.name}: {difference.detail}.",
            "Report this; the plan was not what it should be.",
        )


_CHANGE_IT = "Change or drop what names it in a migration before this one, or keep what it needs."


def _blamed(message: str, schema: Schema) -> str:
    """Name the triggers that mention the column which the engine misses."""
    column = re.search(r"no such column: (?:\w+\.)?(\w+)", message)
    if column is None:
        return ""
    names = [trigger.name for trigger in schema.triggers if mentions(trigger.sql, column[1])]
    return f" (it is in {', '.join(names)})" if names else ""


def _way_out(message: str) -> str:
    name = message.split(":")[1].strip() if ":" in message else ""
    column = name.rpartition(".")[2]
    if message.startswith("NOT NULL"):
        return f'Say what a NULL becomes: columns={{"{column}": "coalesce({column}, \'…\')"}}.'
    if message.startswith(("CHECK", "UNIQUE", "cannot store")):
        return "Made-up rows do not fit the new constraint, and yours may not: map the column to values that fit."
    return "Fix `definition` or `columns` and call again."
