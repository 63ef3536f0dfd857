"""A write to every document."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unbounded-write",
    severity="warning",
    summary="updateMany or deleteMany with an empty filter",
    why="It runs long, is not atomic, fills the oplog, and starts over when it is run again.",
    help="Filter for what is not migrated yet: `{ field: { $exists: false } }`.",
    target="mongodb",
)


def _undone(call: Call) -> bool:
    """$unset and $rename leave documents alone that lack the field."""
    return any(update.operator("$unset") or update.operator("$rename") for update in updates(call))


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            if call.method in {"updateMany", "deleteMany"} and call.argument(0) == {} and not _undone(call):
                yield RULE.finding(
                    f"{call.method}({{}}) touches every document of {call.collection!r}, again at every run.",
                    line=call.line,
                )
