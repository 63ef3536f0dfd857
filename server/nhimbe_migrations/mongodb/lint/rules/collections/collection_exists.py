"""A collection that is there already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.plan.rules import COLLECTION_EXISTS, taken

__all__ = ["RULE", "check"]

RULE = COLLECTION_EXISTS


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def check(context: Context) -> Iterator[Finding]:
    asked_for = {
        call.argument(0).get("name")
        for call in context.up
        if call.method == "listCollections" and isinstance(call.argument(0), Mapping)
    }
    for stage in context.stages:
        name = _text(stage.call.argument(0))
        if name in asked_for and name is not None and context.before.get(name) is None:
            continue  # this migration made it by the way (createIndex does), and asks before it makes it
        if stage.call.method == "createCollection" or (
            stage.call.method == "rename" and not stage.call.options(1).get("dropTarget")
        ):
            yield from (taken_number.at(line=stage.call.line) for taken_number in taken(name, stage.before))
