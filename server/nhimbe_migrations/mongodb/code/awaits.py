"""Whether a promise is waited for: by `await`, by returning it, or by a `Promise.all` that is itself waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.evaluate import BOUND_TOO_CLOSE, callee_parts
from nhimbe_migrations.mongodb.code.tree import named, text_of, walk

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["awaited_head", "chain_top", "chained", "enclosing_function", "settled"]

_PASSING = frozenset(
    {
        "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression",
        "ternary_expression", "binary_expression", "sequence_expression", "array", "spread_element",
    }
)  # fmt: skip
_FUNCTIONS = frozenset({"arrow_function", "function_expression", "function_declaration", "method_definition"})


def settled(node: Node) -> bool:
    """Whether the promise that `node` gives is waited for before the function it stands in is done."""
    top = chain_top(node)
    if awaited_head(top):
        return True
    parent = top.parent
    while parent is not None and parent.type in _PASSING:
        top, parent = parent, parent.parent
    if parent is None:
        return False
    match parent.type:
        case "await_expression" | "yield_expression":
            return True
        case "return_statement":
            return _result_used(enclosing_function(parent))
        case "arrow_function":
            return _result_used(parent)
        case "variable_declarator" | "assignment_expression":
            name = parent.child_by_field_name("name") or parent.child_by_field_name("left")
            return _used_later(text_of(name), enclosing_function(parent))
        case "arguments":
            return _passed_on(parent)
        case "for_in_statement":
            return any(child.type == "await" for child in parent.children)
        case _:
            return False


def chain_top(node: Node) -> Node:
    """Climb from a call to the last call of its chain: `c.find()` → `c.find().toArray()`."""
    while node.parent is not None and node.parent.type == "member_expression":
        member = node.parent
        if member.child_by_field_name("object") != node or member.parent is None:
            return node
        outer = member.parent
        while outer.type in BOUND_TOO_CLOSE and outer.parent is not None:
            outer = outer.parent
        if outer.type != "call_expression":
            return node
        node = outer
    return node


def chained(node: Node) -> tuple[str, ...]:
    """The methods that are called on what `node` gives, in order."""
    methods: list[str] = []
    top = chain_top(node)
    while top != node:
        receiver, method = callee_parts(top)
        methods.insert(0, method)
        if receiver is None:
            break
        top = receiver
    return tuple(methods)


def awaited_head(node: Node) -> bool:
    """Whether `await` stands in front of the chain, where the grammar ties it to the first call with type arguments."""
    while node.type in {"call_expression", "member_expression"}:
        field = "function" if node.type == "call_expression" else "object"
        inner = node.child_by_field_name(field)
        if inner is None:
            return False
        if inner.type == "await_expression":
            return node.type == "call_expression"
        node = inner
    return False


def enclosing_function(node: Node) -> Node | None:
    parent = node.parent
    while parent is not None and parent.type not in _FUNCTIONS:
        parent = parent.parent
    return parent


def _result_used(function: Node | None) -> bool:
    """A callback's result is waited for when `map` collects it or someone is handed it; never by `forEach`."""
    if function is None or function.type in {"function_declaration", "method_definition"}:
        return True
    holder = function.parent
    if holder is None or holder.type != "arguments" or holder.parent is None:
        return True
    call = holder.parent
    _, method = callee_parts(call)
    if method == "forEach":
        return False
    return settled(call)


def _passed_on(arguments: Node) -> bool:
    call = arguments.parent
    if call is None or call.type != "call_expression":
        return True
    receiver, method = callee_parts(call)
    if method == "push" and receiver is not None:
        return _used_later(text_of(receiver), enclosing_function(call))
    return settled(call)


def _used_later(name: str, function: Node | None) -> bool:
    """Whether `name` is awaited, returned, or handed on somewhere in the function."""
    if function is None or not name:
        return False
    for node in walk(function):
        if node.type in {"await_expression", "return_statement", "arguments"} and any(
            item.type == "identifier" and text_of(item) == name for item in _direct(node)
        ):
            return True
        if node.type == "for_in_statement" and text_of(node.child_by_field_name("right")) == name:
            return True
        # A cursor kept in a constant: `const found = c.find(); await found.toArray()`.
        if node.type == "await_expression" and text_of(node).removeprefix("await ").startswith(f"{name}."):
            return True
    return False


def _direct(node: Node) -> list[Node]:
    inner = named(node)
    for item in list(inner):
        if item.type in {"array", "call_expression", "spread_element"}:
            inner += named(item)
            arguments = item.child_by_field_name("arguments")
            inner += [deep for part in named(arguments) for deep in (part, *named(part))] if arguments else []
    return inner
