"""A type that nobody knows is most likely a slip."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.datatypes import nearest, read_type
from nhimbe_migrations.d1.lint.script.definitions import column_definitions
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding, Severity
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unknown-type",
    severity="warning",
    summary="A type name that no database knows",
    why="SQLite accepts any word and guesses how to store values from its letters: `TXT` stores '007' as the number 7, "
    "and `INTGER PRIMARY KEY` does not number rows.",
    help="Use TEXT, INTEGER, REAL, BLOB, NUMERIC or BOOLEAN.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look each new column's type up; a name that the schema already uses is known."""
    for statement in reading.statements:
        for column in column_definitions(statement.statement):
            found = read_type(column.type)
            if not found or found.name or found.pseudo or found.first.name.upper() in reading.conventions.types:
                continue
            near = nearest(found.first.name)
            message = f"{found.first.name} is no type that SQLite knows ({column.name.name})."
            severity: Severity = "error" if near and column.constrained("PRIMARY", "KEY") else "warning"
            yield RULE.finding(
                message,
                help=f"Was {near} meant?" if near else "",
                line=statement.line_at(found.first),
                severity=severity,
            )
