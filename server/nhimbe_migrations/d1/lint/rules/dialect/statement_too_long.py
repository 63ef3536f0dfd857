"""A statement has at most 100 kB."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.shadow.limits import STATEMENT_BYTES
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="statement-too-long",
    severity="error",
    summary="A statement of more than 100,000 bytes",
    why="D1 refuses it: statement too long. The newer wrangler also sends the comments before a statement along.",
    help="Split it: several INSERTs instead of one; shorter comments.",
    target="d1",
    acceptable=False,
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Measure each statement with the comments before it, in bytes of UTF-8."""
    for item in reading.statements:
        statement = item.statement
        size = len(reading.sql[statement.leading.start : statement.span.end].encode())
        if size > STATEMENT_BYTES:
            yield RULE.finding(
                f"This statement has {size:,} bytes with its comments; D1 takes {STATEMENT_BYTES:,}.", line=item.line
            )
