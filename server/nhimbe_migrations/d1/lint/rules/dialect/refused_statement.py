"""Statements that D1 never runs."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import Reading
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.text import Finding

__all__ = ["RULE", "check"]

RULE = Rule(
    name="refused-statement",
    severity="error",
    summary="ATTACH, DETACH, VACUUM, or anything TEMPORARY",
    why="D1 does not authorize them.",
    help="Take it out; for rows in between use an ordinary table, and drop it at the end.",
    target="d1",
    acceptable=False,
)


def check(reading: Reading) -> Iterator[Finding]:
    """Find the statements, and what is made in `temp`."""
    for each in reading.statements:
        temporary = (each.tree or {}).get("temporary", "NONE") != "NONE" or str(
            (each.tree or {}).get("schema")
        ).lower() == "temp"
        if each.kind in {"AttachStmt", "DetachStmt", "VacuumStmt"} or temporary:
            yield RULE.finding(
                f"D1 refuses {'TEMPORARY objects' if temporary else each.statement.words[0]}.", line=each.line
            )
