"""What code asks of the value that a field has: `d.state === 0` says that some document has a state of 0.

Each test becomes a filter as MongoDB takes it, so that documents are made that meet it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.mongodb.code.evaluate import callee_parts, evaluate, unwrapped
from nhimbe_migrations.mongodb.code.tree import named, text_of
from nhimbe_migrations.mongodb.code.values import is_static

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["condition_of", "conditions_of_switch"]

Place = tuple[str, str]
"""A collection and a path of its documents."""
Find = Callable[["Node | None"], "Place | None"]
_EQUAL = frozenset({"===", "==", "!==", "!="})
_ORDER: Mapping[str, str] = {"<": "$lt", "<=": "$lt", ">": "$gt", ">=": "$gt"}
_TURNED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TYPES: Mapping[str, str] = {"string": "string", "number": "number", "boolean": "bool", "object": "object"}


def condition_of(node: Node, find: Find, scope: Mapping[str, object]) -> tuple[str, dict[str, Any]] | None:
    """Return the collection that a test asks about and the filter that it amounts to; of `a && b` both at once.

    Args:
        node: An expression.
        find: Says which field of which collection an expression reads, if it reads one.
        scope: The constants.
    """
    node = unwrapped(node)
    if node.type == "parenthesized_expression" and named(node):
        return condition_of(named(node)[0], find, scope)
    if node.type == "call_expression":
        return _called(node, find, scope)
    if node.type != "binary_expression":
        return None
    operator = text_of(node.child_by_field_name("operator"))
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return None
    if operator == "&&":
        one, other = condition_of(left, find, scope), condition_of(right, find, scope)
        if one and other and one[0] == other[0]:
            return one[0], {**other[1], **one[1]}
        return one or other
    if operator == "instanceof":
        kind = {"Date": "date", "ObjectId": "objectId", "Array": "array"}.get(text_of(right))
        return _about(find(left), {"$type": kind}) if kind else None
    return _compared(operator, left, right, find, scope) or _compared(
        _TURNED.get(operator, operator), right, left, find, scope
    )


def _compared(
    operator: str, left: Node, right: Node, find: Find, scope: Mapping[str, object]
) -> tuple[str, dict[str, Any]] | None:
    value = evaluate(right, scope)
    if not is_static(value) or isinstance(value, Mapping | list) or value is None:
        return None
    left = unwrapped(left)
    if left.type == "unary_expression" and operator in _EQUAL:
        kind = _TYPES.get(str(value)) if text_of(left.child_by_field_name("operator")) == "typeof" else None
        return _about(find(left.child_by_field_name("argument")), {"$type": kind}) if kind else None
    if operator in _EQUAL:
        return _about(find(left), value)
    return _about(find(left), {_ORDER[operator]: value}) if operator in _ORDER else None


def _called(node: Node, find: Find, scope: Mapping[str, object]) -> tuple[str, dict[str, Any]] | None:
    receiver, method = callee_parts(node)
    arguments = node.child_by_field_name("arguments")
    given = named(arguments) if arguments is not None else []
    if receiver is None or not given:
        return None
    if text_of(receiver) == "Array" and method == "isArray":
        return _about(find(given[0]), {"$type": "array"})
    allowed = evaluate(receiver, scope) if method in {"includes", "has", "indexOf"} else None
    if isinstance(allowed, list) and is_static(allowed):
        return _about(find(given[0]), {"$in": allowed})
    wanted = evaluate(given[0], scope)
    if method in {"includes", "startsWith", "endsWith"} and isinstance(wanted, str):
        return _about(find(receiver), {"$regex": re.escape(wanted)})
    return None


def conditions_of_switch(node: Node, find: Find, scope: Mapping[str, object]) -> list[tuple[str, dict[str, Any]]]:
    """One for each case of `switch (d.kind)`."""
    value, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    place = find(named(value)[0]) if value is not None and named(value) else None
    found = []
    for case in named(body) if place is not None and body is not None else ():
        literal = case.child_by_field_name("value") if case.type == "switch_case" else None
        stated = evaluate(literal, scope) if literal is not None else None
        about = _about(place, stated) if stated is not None and is_static(stated) else None
        found += [about] if about else []
    return found


def _about(place: Place | None, wanted: Any) -> tuple[str, dict[str, Any]] | None:  # noqa: ANN401 JSValue
    return (place[0], {place[1]: wanted}) if place is not None and place[1] else None
