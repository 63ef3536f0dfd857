"""A migration has at least one statement."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="empty-migration",
    severity="error",
    summary="A file without any statement",
    why="`wrangler d1 execute --file` fails on it: No SQL statements detected.",
    help="Write the statements, or delete the file.",
    target="d1",
    acceptable=False,
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Count the statements."""
    if not reading.statements:
        yield RULE.finding("The file holds no SQL statement.", line=1)
