"""Code that cannot be read before it runs."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.evaluate import evaluate
from nhimbe_migrations.mongodb.code.tree import line_of, text_of
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.reach import globals_used

__all__ = ["RULE", "check"]

RULE = Rule(
    name="hidden-code",
    severity="error",
    summary="eval, Function, process, globalThis and the like",
    why=(
        "What such code does is decided when it runs, so it can neither be checked nor be proved "
        "reversible. Settings of the machine do not belong in the history."
    ),
    help="Write the calls out.",
    target="mongodb",
    acceptable=False,
)

_GLOBALS = frozenset(
    {"eval", "Function", "process", "globalThis", "global", "Reflect", "Proxy", "WebAssembly", "Worker", "arguments"}
)

_MEMBERS = frozenset({"constructor", "__proto__", "mainModule"})


def check(context: Context) -> Iterator[Finding]:
    """Globals by name; ways to a constructor; names in disguise; JavaScript inside queries."""
    for name, line in globals_used(context, _GLOBALS):
        yield RULE.finding(f"{name} reaches what reading the file cannot follow.", line=line)
    for node in context.nodes("member_expression", "subscript_expression"):
        if node.type == "member_expression":
            member: object = text_of(node.child_by_field_name("property"))
        else:
            member = evaluate(node.child_by_field_name("index"), {})
        if member in _MEMBERS:
            yield RULE.finding(f"{text_of(node)} reaches what reading the file cannot follow.", line=line_of(node))
    for node in context.nodes("identifier", "property_identifier", "shorthand_property_identifier"):
        if "\\" in text_of(node):
            yield RULE.finding(f"{text_of(node)} is a name in disguise.", line=line_of(node))
    for node in context.nodes("meta_property"):
        yield RULE.finding(f"{text_of(node)} depends on where the file lies.", line=line_of(node))
    for call in (*context.up, *context.down):
        if any(operator in str(call.arguments) for operator in ("$where", "$function", "$accumulator")):
            message = "JavaScript inside a query runs on the server, where Atlas may forbid it."
            yield RULE.finding(message, line=call.line, severity="warning")
