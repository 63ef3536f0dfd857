"""A whole collection in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="loads-collection",
    severity="warning",
    summary="find().toArray() without a limit",
    why="A collection grows; one day the migration runs out of memory half way.",
    help="Read with `for await (const document of cursor)` and write in batches with bulkWrite, or let the server do it with an update pipeline.",
    target="mongodb",
)


def _narrow(found: Any) -> bool:  # noqa: ANN401 JSValue
    """A filter by _id finds what was asked for."""
    return isinstance(found, Mapping) and "_id" in found


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            if (
                call.method == "find"
                and "toArray" in call.chain
                and "limit" not in call.chain
                and "limit" not in call.options(1)
                and not _narrow(call.argument(0))
            ):
                yield RULE.finding(f"All of {call.collection!r} that matches is held in memory.", line=call.line)
