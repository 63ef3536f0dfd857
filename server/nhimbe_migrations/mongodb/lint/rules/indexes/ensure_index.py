"""A method that is gone."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="ensure-index",
    severity="error",
    summary="ensureIndex is called",
    why="The driver dropped it long ago: the call is a TypeError.",
    help="Write createIndex; it does nothing when the index is there already.",
    target="mongodb",
    acceptable=False,
)


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            if call.method in {"ensureIndex", "ensureIndexes"}:
                yield RULE.finding("ensureIndex() does not exist in today's driver.", line=call.line)
