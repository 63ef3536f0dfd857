"""D1 makes the transaction itself."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import Reading
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.text import Finding

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


def check(reading: Reading) -> Iterator[Finding]:
    """Find the statements."""
    for each in reading.of_kind("TransactionStmt", "SavepointStmt"):
        yield RULE.finding(f"D1 refuses {each.statement.words[0]}.", line=each.line)
