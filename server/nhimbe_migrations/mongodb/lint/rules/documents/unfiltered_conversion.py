"""A conversion that does not ask what it finds."""

from __future__ import annotations

from collections.abc import Iterator

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


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        call = stage.call
        for update in updates(call):
            asked = str(update.filter)
            for name, value in update.operator("$set").items():
                if converts_itself(name, value) and "$type" not in asked and "$type" not in str(value):
                    yield RULE.finding(
                        f"Whatever {call.collection}.{name} holds is converted, what is converted already included.",
                        line=call.line,
                    )
