"""An index without a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unnamed-index",
    severity="note",
    summary="createIndex without `name`",
    why="down() drops an index by its name; one that the server made up is easily got wrong, and differs from the convention.",
    help="Give it a name: idx_collectionName_field.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            if call.method not in {"createIndex", "createIndexes"}:
                continue
            shift = 0 if call.collection is not None else 1
            options = call.argument(shift + 1) if call.method == "createIndex" else call.argument(shift)
            stated = options if isinstance(options, list) else [options]
            if any(isinstance(item, Mapping) and "name" not in item for item in stated):
                yield RULE.finding("The index gets whatever name the server makes up.", line=call.line)
