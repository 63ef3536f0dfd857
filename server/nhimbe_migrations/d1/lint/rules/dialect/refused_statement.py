"""Statements that D1 never runs."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

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


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find the statements, and what is made in `temp`."""
    for statement in reading.statements:
        temporary = (statement.tree or {}).get("temporary", "NONE") != "NONE" or str(
            (statement.tree or {}).get("schema")
        ).lower() == "temp"
        if statement.kind in {"AttachStmt", "DetachStmt", "VacuumStmt"} or temporary:
            yield RULE.finding(
                f"D1 refuses {'TEMPORARY objects' if temporary else statement.statement.words[0]}.", line=statement.line
            )
