"""A conversion that does not ask what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.conversions import converts_itself
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unfiltered-conversion",
    severity="warning",
    summary="A type conversion whose filter does not look at the type",
    why="A second run converts again, and one value that cannot be converted stops it half way, with mixed types left behind.",
    help='Filter with $type (`{ born: { $type: "string" } }`), and say onError in $convert.',
    target="mongodb",
)


_FROM_TEXT = frozenset({"$toInt", "$toLong", "$toDouble", "$toDecimal", "$toDate", "$toObjectId"})


def _stops_at_text(name: str, value: Any, asked: str) -> bool:  # noqa: ANN401 JSValue
    """Whether the filter lets through any text, and the conversion takes only some."""
    if not isinstance(value, Mapping) or len(value) != 1 or "$regex" in asked or "string" not in asked:
        return False
    operator, inner = next(iter(value.items()))
    return operator in _FROM_TEXT and inner == f"${name}"


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        call = stage.call
        for update in updates(call):
            asked = str(update.filter)
            for name, value in update.operator("$set").items():
                if converts_itself(name, value) and "$type" in asked and _stops_at_text(name, value, asked):
                    yield RULE.finding(
                        f"One text in {call.collection}.{name} that is no such value stops up() half way.",
                        help='Use $convert with onError, or filter with $regex as well ({ $regex: "^[0-9]+$" }).',
                        line=call.line,
                    )
                elif converts_itself(name, value) and "$type" not in asked and "$type" not in str(value):
                    yield RULE.finding(
                        f"Whatever {call.collection}.{name} holds is converted, what is converted already included.",
                        line=call.line,
                    )
