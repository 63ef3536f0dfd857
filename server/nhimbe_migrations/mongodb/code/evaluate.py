"""What an expression is worth without running it: literals, constants, and handles of the database.

Whatever cannot be known stays `Dynamic`. Names are looked up in a scope: top-level constants, local ones,
and the parameters of a helper as its caller filled them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.mongodb.code.literals import number_of, string_of, unescaped
from nhimbe_migrations.mongodb.code.tree import named, text_of
from nhimbe_migrations.mongodb.code.values import Constructed, Dynamic, is_static

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = [
    "BOUND_TOO_CLOSE",
    "UNDEFINED",
    "ClientHandle",
    "CollectionHandle",
    "DatabaseHandle",
    "Scope",
    "called",
    "callee_parts",
    "evaluate",
    "unwrapped",
]


@dataclass(frozen=True, slots=True)
class DatabaseHandle:
    """The `db` that a migration is given."""


@dataclass(frozen=True, slots=True)
class CollectionHandle:
    """`db.collection(name)`."""

    name: Any
    """A string, or `Dynamic`."""


@dataclass(frozen=True, slots=True)
class ClientHandle:
    """The client that a migration is given, or `db.client`: sessions come from it, and `client.db()` is the given database."""


UNDEFINED = Dynamic("undefined")
Scope = Mapping[str, Any]

BOUND_TOO_CLOSE = frozenset({"await_expression", "unary_expression"})
_TRANSPARENT = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "type_assertion"}
)
_CONSTRUCTED = frozenset(
    {"Date", "ObjectId", "Int32", "Double", "Long", "Decimal128", "UUID", "Binary", "Timestamp", "RegExp"}
)
_FACTORIES = {
    "Long.fromString": "Long",
    "Long.fromNumber": "Long",
    "Decimal128.fromString": "Decimal128",
    "ObjectId.createFromHexString": "ObjectId",
}


def evaluate(node: Node | None, scope: Scope) -> Any:  # noqa: ANN401, C901, PLR0912 one line a kind of expression
    """Return the value of an expression as far as it is known: a JSValue or a handle."""
    if node is None:
        return UNDEFINED
    node = unwrapped(node)
    match node.type:
        case "string":
            return string_of(node)
        case "template_string":
            return _template(node, scope)
        case "number":
            return number_of(text_of(node))
        case "true" | "false":
            return node.type == "true"
        case "null":
            return None
        case "object":
            return _object(node, scope)
        case "array":
            return _array(node, scope)
        case "identifier" | "shorthand_property_identifier":
            return scope.get(text_of(node), Dynamic(text_of(node)))
        case "member_expression" | "subscript_expression":
            return _member(node, scope)
        case "unary_expression" | "binary_expression":
            return _arithmetic(node, scope)
        case "regex":
            pattern, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
            return Constructed("RegExp", (text_of(pattern), text_of(flags)))
        case "new_expression":
            return _constructed(text_of(node.child_by_field_name("constructor")), node, scope)
        case "call_expression" | "await_expression":
            return _called(node, scope)
        case _:
            return Dynamic(text_of(node))


def unwrapped(node: Node) -> Node:
    """Take parentheses and type assertions off."""
    while node.type in _TRANSPARENT:
        inner = named(node)
        node = inner[-1] if node.type == "type_assertion" else inner[0]
    return node


def callee_parts(call: Node) -> tuple[Node | None, str]:
    """Return what a method is called on, and the method; for a plain function None and its name."""
    callee = call.child_by_field_name("function")
    while callee is not None and callee.type in BOUND_TOO_CLOSE:
        # The grammar binds `await` and `void` closer than a call with type arguments: await db.collection<T>("c").
        callee = named(callee)[0]
    if callee is None:
        return None, ""
    if callee.type == "member_expression":
        return callee.child_by_field_name("object"), text_of(callee.child_by_field_name("property"))
    return None, text_of(callee)


def _called(node: Node, scope: Scope) -> Any:  # noqa: ANN401
    if node.type == "await_expression":
        return evaluate(named(node)[0], scope)
    receiver, method = callee_parts(node)
    arguments = node.child_by_field_name("arguments")
    if receiver is None or arguments is None:
        if called(method) in scope and arguments is not None:
            return _given_back(method, named(arguments), node, scope)
        return _constructed(method, node, scope) if method in {"ObjectId", "Date"} else Dynamic(text_of(node))
    factory = _FACTORIES.get(f"{text_of(receiver)}.{method}")
    if factory:
        return _constructed(factory, node, scope)
    given = named(arguments)
    if method == "db" and not given and isinstance(evaluate(receiver, scope), ClientHandle):
        return DatabaseHandle()
    if isinstance(evaluate(receiver, scope), DatabaseHandle) and method in {"collection", "createCollection"} and given:
        name = evaluate(given[0], scope)
        return CollectionHandle(name if isinstance(name, str | Dynamic) else Dynamic(text_of(given[0])))
    return Dynamic(text_of(node))


def called(name: str) -> str:
    """The name under which a scope keeps the function `name` of this file, apart from every constant."""
    return f"{name}()"


def _given_back(name: str, given: list[Node], call: Node, scope: Scope) -> Any:  # noqa: ANN401
    """What a function of this file returns, where it has one `return`: `const events = (db: Db) => db.collection("events")`."""
    function = scope[called(name)]
    # A function that calls itself is not entered again.
    inner = {key: value for key, value in scope.items() if key != called(name)}
    for index, (pattern, default) in enumerate(_parameters(function)):
        source, place = (given[index], scope) if index < len(given) else (default, inner)
        inner[text_of(pattern)] = evaluate(source, place)
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return evaluate(body, inner)
    statements = named(body)
    for statement in statements[:-1]:
        if statement.type != "lexical_declaration":
            return Dynamic(text_of(call))
        for node in named(statement):
            inner[text_of(node.child_by_field_name("name"))] = evaluate(node.child_by_field_name("value"), inner)
    if not statements or statements[-1].type != "return_statement" or not named(statements[-1]):
        return Dynamic(text_of(call))
    return evaluate(named(statements[-1])[0], inner)


def _parameters(function: Node) -> list[tuple[Node, Node | None]]:
    """Each parameter's pattern, with its default."""
    single, several = (function.child_by_field_name(part) for part in ("parameter", "parameters"))
    if single is not None:
        return [(single, None)]
    return [
        (pattern, node.child_by_field_name("value"))
        for node in (named(several) if several is not None else [])
        if (pattern := node.child_by_field_name("pattern")) is not None
    ]


def _constructed(name: str, node: Node, scope: Scope) -> Any:  # noqa: ANN401
    arguments = node.child_by_field_name("arguments")
    values = tuple(evaluate(node, scope) for node in named(arguments)) if arguments else ()
    # Without arguments a Date is now and an ObjectId is new: nobody knows which.
    if name in _CONSTRUCTED and values and all(is_static(value) for value in values):
        return Constructed(name, values)
    return Dynamic(text_of(node))


def _template(node: Node, scope: Scope) -> Any:  # noqa: ANN401
    pieces: list[str] = []
    for child in node.named_children:
        if child.type == "template_substitution":
            value = evaluate(named(child)[0], scope)
            if isinstance(value, bool) or not isinstance(value, str | int):
                return Dynamic(text_of(node))
            pieces.append(str(value))
        else:
            pieces.append(unescaped(text_of(child)) if child.type == "escape_sequence" else text_of(child))
    return "".join(pieces)


def _object(node: Node, scope: Scope) -> Any:  # noqa: ANN401
    members: dict[str, Any] = {}
    for child in named(node):
        match child.type:
            case "pair":
                key = _key(child.child_by_field_name("key"), scope)
                if not isinstance(key, str):
                    return Dynamic(text_of(node))
                members[key] = evaluate(child.child_by_field_name("value"), scope)
            case "shorthand_property_identifier":
                members[text_of(child)] = evaluate(child, scope)
            case "spread_element":
                spread = evaluate(named(child)[0], scope)
                if not isinstance(spread, Mapping):
                    return Dynamic(text_of(node))
                members |= spread
            case _:
                return Dynamic(text_of(node))
    return members


def _key(node: Node | None, scope: Scope) -> Any:  # noqa: ANN401
    if node is None:
        return UNDEFINED
    match node.type:
        case "computed_property_name":
            return evaluate(named(node)[0], scope)
        case "string":
            return string_of(node)
        case _:
            return text_of(node)


def _array(node: Node, scope: Scope) -> Any:  # noqa: ANN401
    items: list[Any] = []
    for child in named(node):
        if child.type == "spread_element":
            spread = evaluate(named(child)[0], scope)
            if not isinstance(spread, list):
                return Dynamic(text_of(node))
            items += spread
        else:
            items.append(evaluate(child, scope))
    return items


def _member(node: Node, scope: Scope) -> Any:  # noqa: ANN401
    owner = evaluate(node.child_by_field_name("object"), scope)
    if node.type == "member_expression":
        key: Any = text_of(node.child_by_field_name("property"))
    else:
        key = evaluate(node.child_by_field_name("index"), scope)
    if isinstance(owner, DatabaseHandle) and key == "client":
        return ClientHandle()
    if key in {"db", "client"} and text_of(node.child_by_field_name("object")) == "this":
        # mongodb-migrations calls its functions on an object that has both.
        return DatabaseHandle() if key == "db" else ClientHandle()
    if isinstance(owner, Mapping) and isinstance(key, str):
        return owner.get(key, UNDEFINED)
    if isinstance(owner, list) and isinstance(key, int) and 0 <= key < len(owner):
        return owner[key]
    return Dynamic(text_of(node))


def _arithmetic(node: Node, scope: Scope) -> Any:  # noqa: ANN401
    operator = text_of(node.child_by_field_name("operator"))
    if node.type == "unary_expression":
        value = evaluate(node.child_by_field_name("argument"), scope)
        if isinstance(value, bool) or not isinstance(value, int | float) or operator not in {"-", "+"}:
            return Dynamic(text_of(node))
        return -value if operator == "-" else value
    left, right = (evaluate(node.child_by_field_name(side), scope) for side in ("left", "right"))
    if operator == "??" and (left is None or left == UNDEFINED or not isinstance(left, Dynamic)):
        return right if left is None or left == UNDEFINED else left
    if isinstance(left, str) and isinstance(right, str) and operator == "+":
        return left + right
    numbers = [item for item in (left, right) if isinstance(item, int | float) and not isinstance(item, bool)]
    if len(numbers) != 2 or (operator == "/" and not right):  # noqa: PLR2004 both sides
        return Dynamic(text_of(node))
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return (
                left // right
                if isinstance(left, int) and isinstance(right, int) and left % right == 0
                else left / right
            )
        case _:
            return Dynamic(text_of(node))
