"""Triggers and carriage returns do not go together remotely."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="trigger-line-endings",
    severity="warning",
    summary="A trigger in a file with CRLF line endings",
    why="Older versions of `migrations apply --remote` fail on it with `incomplete input` (workers-sdk #14991).",
    help="Save the file with LF line endings.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look for carriage returns inside trigger bodies."""
    for statement in reading.of_kind("CreateTriggerStmt"):
        if "\r" in statement.statement.text:
            yield RULE.finding("This trigger has CRLF line endings.", line=statement.line)
