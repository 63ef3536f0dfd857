"""Old documents under a new rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.collections import Collections

__all__ = ["RULE", "check"]

RULE = Rule(
    name="strict-validator",
    severity="warning",
    summary="A strict validator on a collection that may hold documents",
    why="The server does not look at the documents that are there; it refuses the next update of each one that does not fit.",
    help='Begin with validationLevel "moderate", fill what is missing, and tighten in a later migration.',
    target="mongodb",
)


def _only_follows(before: Collections, name: str, context: Context) -> bool:
    """A strict validator that was there already, and follows a field that this migration writes in every document."""
    validation = before.known(name).validation
    return (
        validation is not None
        and validation.level == "strict"
        and any(call.collection == name and call.method == "updateMany" for call in context.up)
    )


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        command = stage.call.argument(0)
        if stage.call.method != "command" or not isinstance(command, Mapping):
            continue
        name, rule, level = command.get("collMod"), command.get("validator"), command.get("validationLevel")
        if not isinstance(name, str) or not rule or not context.has_documents(name):
            continue
        validation = stage.before.known(name).validation
        strict = level == "strict" or (level is None and (validation is None or validation.level == "strict"))
        if strict and command.get("validationAction") != "warn" and not _only_follows(stage.before, name, context):
            yield RULE.finding(f"Documents of {name!r} that do not fit can no longer be updated.", line=stage.call.line)
