"""Code that cannot be read before it runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.evaluate import evaluate
from nhimbe_migrations.mongodb.code.tree import line_of, named, text_of
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.reach import global_nodes

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["RULE", "check"]

RULE = Rule(
    name="hidden-code",
    severity="error",
    summary="eval, Function, process, globalThis and the like",
    why=("What such code does is decided when it runs, so it can neither be checked nor be proved reversible."),
    help="Write the calls out.",
    target="mongodb",
    acceptable=False,
)

_GLOBALS = frozenset(
    {"eval", "Function", "process", "globalThis", "global", "Reflect", "Proxy", "WebAssembly", "Worker", "arguments"}
)

_HARMLESS = frozenset({"env", "stdout", "stderr", "hrtime", "uptime", "memoryUsage", "nextTick", "emitWarning"})
"""What `process` has for settings (another rule's matter), for words on the screen, and for measuring."""
_MEMBERS = frozenset({"constructor", "__proto__", "mainModule"})


def check(context: Context) -> Iterator[Finding]:
    """Globals by name; ways to a constructor; names in disguise; JavaScript inside queries."""
    for use in filter(_is_hidden, global_nodes(context, _GLOBALS)):
        yield RULE.finding(f"{text_of(use)} reaches what reading the file cannot follow.", line=line_of(use))
    yield from _to_constructors(context)
    for node in context.nodes("identifier", "property_identifier", "shorthand_property_identifier"):
        if "\\" in text_of(node):
            yield RULE.finding(f"{text_of(node)} is a name in disguise.", line=line_of(node))
    for node in context.nodes("meta_property"):
        yield RULE.finding(f"{text_of(node)} depends on where the file lies.", line=line_of(node))
    for call in (*context.up, *context.down):
        if any(operator in str(call.arguments) for operator in ("$where", "$function", "$accumulator")):
            message = "JavaScript inside a query runs on the server, where Atlas may forbid it."
            yield RULE.finding(message, line=call.line, severity="warning")


def _to_constructors(context: Context) -> Iterator[Finding]:
    for node in context.nodes("member_expression", "subscript_expression"):
        if node.type == "member_expression":
            member: object = text_of(node.child_by_field_name("property"))
        else:
            member = evaluate(node.child_by_field_name("index"), {})
        if member in _MEMBERS:
            yield RULE.finding(f"{text_of(node)} reaches what reading the file cannot follow.", line=line_of(node))
    for node in context.nodes("pair_pattern", "shorthand_property_identifier_pattern"):
        if _taken(node) in _MEMBERS:
            yield RULE.finding(f"{text_of(node)} reaches what reading the file cannot follow.", line=line_of(node))


def _taken(pattern: Node) -> str:
    """The member that a pattern takes out of an object."""
    key = pattern.child_by_field_name("key") or pattern
    inner = named(key)[0] if key.type == "computed_property_name" else key
    value = evaluate(inner, {})
    return value if isinstance(value, str) else text_of(inner)


def _is_hidden(use: Node) -> bool:
    parent = use.parent
    member = text_of(parent.child_by_field_name("property")) if parent is not None else ""
    return text_of(use) != "process" or member not in _HARMLESS
