"""An index built in a transaction."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="index-in-transaction",
    severity="error",
    summary="An index is built, or a collection created, in a transaction",
    why="On a collection with documents the server refuses an index build in a transaction.",
    help="Do it outside the transaction: index builds cannot be rolled back in any case.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            shift = 1 if call.collection is not None else 2
            if call.method in {"createIndex", "createIndexes", "dropIndex", "createCollection"} and "session" in {
                key for index in range(shift + 1) for key in call.options(index)
            }:
                yield RULE.finding(f"{call.method}() is given a session.", line=call.line)
