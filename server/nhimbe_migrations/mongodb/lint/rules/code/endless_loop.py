"""Loops without an end."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.tree import line_of, text_of, walk
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="endless-loop",
    severity="error",
    summary="A loop that nothing ends",
    why="The migration never returns, and leaves its work half done.",
    help="Give the loop a condition, or a break.",
    target="mongodb",
    acceptable=False,
)

_ENDS = frozenset({"break_statement", "return_statement", "throw_statement"})


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes("while_statement", "do_statement", "for_statement"):
        condition = node.child_by_field_name("condition")
        text = text_of(condition).strip("() ;")
        if text not in {"true", "1", ""} or (text == "" and node.type != "for_statement"):
            continue
        body = node.child_by_field_name("body")
        if body is not None and not any(node.type in _ENDS for node in walk(body)):
            yield RULE.finding("Nothing ends this loop.", line=line_of(node))
