"""A rename that destroys what stands in its way."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="drop-target",
    severity="error",
    summary="rename with `dropTarget`",
    why="A collection of that name is dropped without an error, and down() cannot bring it back.",
    help="Rename the other collection away first.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            options = call.options(1) if call.method == "rename" else call.options(2)
            if call.method in {"rename", "renameCollection"} and options.get("dropTarget"):
                yield RULE.finding(
                    "dropTarget drops the collection that has the new name, with all its documents.", line=call.line
                )
