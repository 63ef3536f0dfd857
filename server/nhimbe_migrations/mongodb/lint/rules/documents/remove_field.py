"""Values that are thrown away."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.plan.rules import REMOVE_FIELD
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = REMOVE_FIELD


def _filled_here(name: str, call: Call, context: Context) -> bool:
    """A field that this migration wrote itself, from others, may go again."""
    return any(
        name in update.operator("$set") and item.collection == call.collection and item.line < call.line
        for item in context.up
        for update in updates(item)
    ) and not context.before.known(str(call.collection)).knows(name)


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        call = stage.call
        if context.backed_up(call):
            continue
        gone = [name for update in updates(call) for name in update.operator("$unset")]
        for name in gone:
            if not _filled_here(str(name), call, context):
                yield RULE.finding(
                    f"{name!r} is removed from {call.collection!r}, and down() cannot bring its values back.",
                    line=call.line,
                )
