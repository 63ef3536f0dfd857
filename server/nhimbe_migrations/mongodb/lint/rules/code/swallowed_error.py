"""Errors that are caught and forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.evaluate import callee_parts
from nhimbe_migrations.mongodb.code.tree import line_of, text_of, walk
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="swallowed-error",
    severity="warning",
    summary="An error is caught and not thrown again",
    why="A failure is recorded as success, and the next migration builds on what is not there.",
    help="Let it through, or throw it again unless it is the one error that is expected.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes("catch_clause"):
        body = node.child_by_field_name("body")
        if body is not None and not any(node.type in {"throw_statement", "return_statement"} for node in walk(body)):
            yield RULE.finding("What goes wrong here is caught and forgotten.", line=line_of(node))
    for node in context.nodes("call_expression"):
        receiver, method = callee_parts(node)
        if (
            receiver is not None
            and method == "catch"
            and not any(item.type == "throw_statement" for item in walk(node))
        ):
            yield RULE.finding("What goes wrong here is caught and forgotten.", line=line_of(node))
    for node in context.nodes("call_expression"):
        receiver, method = callee_parts(node)
        if receiver is not None and text_of(receiver) == "Promise" and method == "allSettled":
            yield RULE.finding("allSettled hides every failure.", line=line_of(node), help="Use Promise.all.")
