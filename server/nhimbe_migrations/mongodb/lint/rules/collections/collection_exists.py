"""A collection that is there already."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.plan.rules import COLLECTION_EXISTS, taken

__all__ = ["RULE", "check"]

RULE = COLLECTION_EXISTS


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        if stage.call.method == "createCollection" or (
            stage.call.method == "rename" and not stage.call.options(1).get("dropTarget")
        ):
            yield from (
                taken_number.at(line=stage.call.line)
                for taken_number in taken(_text(stage.call.argument(0)), stage.before)
            )
