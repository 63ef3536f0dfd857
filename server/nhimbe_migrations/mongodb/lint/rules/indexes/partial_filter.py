"""Conditions that a partial index cannot have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes

__all__ = ["RULE", "check"]

RULE = Rule(
    name="partial-filter",
    severity="error",
    summary="A partial index uses an operator that MongoDB does not allow there",
    why="MongoDB takes equality, $exists: true, $gt, $gte, $lt, $lte, $type, $in, $and and $or in a partialFilterExpression, and refuses the rest.",
    help='Filter by what is present: { $exists: true }, { $type: "string" }, { $gt: "" }.',
    target="mongodb",
    acceptable=False,
)

_TAKEN = frozenset({"$eq", "$exists", "$gt", "$gte", "$lt", "$lte", "$type", "$in", "$and", "$or", "$geoWithin", "$geoIntersects"})  # fmt: skip


def _refused(condition: Any) -> Iterator[str]:  # noqa: ANN401 JSValue
    match condition:
        case {**fields}:
            for key, inner in fields.items():
                if key == "$exists" and inner is False:
                    yield "$exists: false"
                elif str(key).startswith("$") and key not in _TAKEN:
                    yield str(key)
                else:
                    yield from _refused(inner)
        case str():
            pass
        case [*items]:
            for inner in items:
                yield from _refused(inner)
        case _:
            pass


def check(context: Context) -> Iterator[Finding]:
    for new in new_indexes(context):
        for what in _refused(new.index.options.get("partialFilterExpression")):
            yield RULE.finding(f"{what} is refused in a partialFilterExpression.", line=new.call.line)
