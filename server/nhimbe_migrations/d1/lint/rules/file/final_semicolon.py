"""The last statement ends with a semicolon."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="final-semicolon",
    severity="warning",
    summary="The last statement has no semicolon",
    why="`wrangler d1 migrations apply` appends its own INSERT to the file; without the semicolon both become one statement "
    'and fail with `near "INSERT": syntax error`.',
    help="End the last statement with `;`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the last statement."""
    if reading.statements and reading.statements[-1].statement.terminator is None:
        yield RULE.finding("The last statement has no semicolon.", line=reading.statements[-1].line)
