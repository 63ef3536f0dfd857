"""D1 makes the transaction itself."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="transaction-control",
    severity="error",
    summary="BEGIN, COMMIT, ROLLBACK, SAVEPOINT or RELEASE",
    why="D1 runs a migration file in one transaction of its own and refuses others.",
    help="Take it out: the file is all or nothing anyway.",
    target="d1",
    acceptable=False,
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find the statements."""
    for statement in reading.of_kind("TransactionStmt", "SavepointStmt"):
        yield RULE.finding(f"D1 refuses {statement.statement.words[0]}.", line=statement.line)
