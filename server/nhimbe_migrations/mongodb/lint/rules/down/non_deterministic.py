"""Values that differ at every run."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.tree import line_of, named, text_of, walk
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="non-deterministic",
    severity="warning",
    summary="The current time, a random number or a new id in `up`",
    why="Every database gets other values, and up after down is not what it was. Nobody can compare two environments.",
    help="Write the value out; for the present time in documents use `$$NOW` only where the exact time does not matter.",
    target="mongodb",
)

_CALLS = frozenset(
    {"Date.now", "Math.random", "crypto.randomUUID", "randomUUID", "performance.now", "crypto.getRandomValues"}
)


def check(context: Context) -> Iterator[Finding]:
    up = context.parsed.up
    for node in walk(up.node) if up else ():
        text = text_of(node)
        if node.type == "new_expression":
            name = text_of(node.child_by_field_name("constructor"))
            arguments = node.child_by_field_name("arguments")
            if name in {"Date", "ObjectId", "UUID", "Timestamp"} and (arguments is None or not named(arguments)):
                yield RULE.finding(f"new {name}() is another value at every run.", line=line_of(node))
        elif node.type == "call_expression" and text.split("(")[0] in _CALLS:
            yield RULE.finding(f"{text.split('(')[0]}() is another value at every run.", line=line_of(node))
