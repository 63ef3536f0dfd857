"""Async callbacks that nobody waits for."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.evaluate import callee_parts
from nhimbe_migrations.mongodb.code.tree import line_of, named
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="floating-foreach",
    severity="error",
    summary="forEach with an async callback",
    why="forEach ignores the promises: up() returns before the work is done, and errors are lost.",
    help="Write `for (const each of list) { await … }`, or for a cursor `for await (const each of cursor) { … }`.",
    target="mongodb",
    acceptable=False,
)


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes("call_expression"):
        receiver, method = callee_parts(node)
        arguments = node.child_by_field_name("arguments")
        if receiver is None or method != "forEach" or arguments is None:
            continue
        for callback in named(arguments):
            if any(child.type == "async" for child in callback.children):
                yield RULE.finding("forEach does not wait for an async callback.", line=line_of(node))
