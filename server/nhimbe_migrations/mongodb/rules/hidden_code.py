"""Code that cannot be read before it runs."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.changes.rule import Rule
from nhimbe_migrations.mongodb.rules.material.context import Context
from nhimbe_migrations.mongodb.rules.material.reach import globals_used
from nhimbe_migrations.mongodb.tree import line_of, text_of
from nhimbe_migrations.text import Finding

__all__ = ["RULE", "check"]

RULE = Rule(
    name="hidden-code",
    severity="error",
    summary="eval, Function, process, globalThis and the like",
    why="What such code does is decided when it runs: it can neither be checked nor be proved to be taken back. Settings of the machine do not belong to history.",
    help="Write the calls out.",
    target="mongodb",
    acceptable=False,
)

_GLOBALS = frozenset(
    {"eval", "Function", "process", "globalThis", "global", "Reflect", "Proxy", "WebAssembly", "Worker", "setImmediate"}
)


def check(context: Context) -> Iterator[Finding]:
    for name, line in globals_used(context, _GLOBALS):
        yield RULE.finding(f"{name} reaches what reading the file cannot follow.", line=line)
    for node in context.nodes("member_expression"):
        if text_of(node.child_by_field_name("property")) in {"constructor", "__proto__", "mainModule"}:
            yield RULE.finding(f"{text_of(node)} reaches what reading the file cannot follow.", line=line_of(node))
    for node in context.nodes("meta_property"):
        yield RULE.finding(f"{text_of(node)} depends on where the file lies.", line=line_of(node))
    for call in (*context.up, *context.down):
        if any(
            "$where" in str(each) or "$function" in str(each) or "$accumulator" in str(each) for each in call.arguments
        ):
            yield RULE.finding(
                "JavaScript inside a query runs on the server, where Atlas may forbid it.",
                line=call.line,
                severity="warning",
            )
