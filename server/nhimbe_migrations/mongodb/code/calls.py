"""Every call that a function makes on the database, in order, with its arguments as values.

Constants are followed, loops over literal lists are unrolled, and helpers of the same file are entered with
their arguments in place, so that `for (const name of ["users", "events"]) await addIndex(db, name)` is read as
the two calls that it makes. Branches are both entered: `path` says in what a call stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.mongodb.code.awaits import chained, settled
from nhimbe_migrations.mongodb.code.evaluate import (
    UNDEFINED,
    ClientHandle,
    CollectionHandle,
    DatabaseHandle,
    called,
    callee_parts,
    evaluate,
    unwrapped,
)
from nhimbe_migrations.mongodb.code.forms import parameters_of as _parameters
from nhimbe_migrations.mongodb.code.forms import role_of
from nhimbe_migrations.mongodb.code.tree import line_of, named, text_of
from nhimbe_migrations.mongodb.code.values import Dynamic

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Call", "calls_of"]

MOST_ROUNDS = 200
"""A literal list longer than this is entered once, with its items unknown."""

DEEPEST = 8
"""Helpers within helpers; deeper ones are not entered."""

_FUNCTIONS = frozenset({"arrow_function", "function_expression", "function_declaration"})
_BOTH: Mapping[str, Any] = {"db": DatabaseHandle(), "client": ClientHandle()}
_GIVEN: Mapping[str, Any] = {
    **_BOTH,
    "object": _BOTH,
    "context": {"context": DatabaseHandle()},
    "context-object": {"context": _BOTH},
}
_EACH = frozenset({"map", "forEach", "flatMap"})
_ONLY_OF_COLLECTIONS = frozenset(
    {
        "createIndex", "createIndexes", "dropIndex", "dropIndexes", "insertOne", "insertMany", "updateOne", "updateMany",
        "replaceOne", "deleteOne", "deleteMany", "bulkWrite", "findOneAndUpdate", "findOneAndReplace", "findOneAndDelete",
    }
)  # fmt: skip
"""Methods that tell a collection where the thing they are called on is not known."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where reading is: the names in force (filled as declarations are met), and what it stands in."""

    scope: dict[str, Any]
    helpers: dict[str, Node]
    path: tuple[str, ...] = ()
    depth: int = 0

    def block(self, word: str = "", *, deeper: int = 0, names: Mapping[str, Any] | None = None) -> _Place:
        """A place inside this one, whose declarations do not leak out."""
        path = (*self.path, word) if word else self.path
        return _Place({**self.scope, **(names or {})}, self.helpers, path, self.depth + deeper)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    collection: Any
    """A string, `Dynamic`, or None for a call on `db` itself."""
    arguments: tuple[Any, ...]
    awaited: bool
    line: int
    text: str
    """The call as it stands in the file."""
    chain: tuple[str, ...] = ()
    """The methods called on its result (`toArray`)."""
    path: tuple[str, ...] = ()
    """What it stands in, outermost first: `if`, `loop`, `try`, `catch`, `forEach`, `map`, `helper`, `callback`;
    `opaque` is a function that is not in this file, and that was handed the database."""
    node: Node | None = field(default=None, compare=False, repr=False)

    def argument(self, index: int) -> Any:  # noqa: ANN401 JSValue
        """The argument at `index`; an empty object where it was left out, or is undefined."""
        value = self.arguments[index] if index < len(self.arguments) else UNDEFINED
        return {} if value == UNDEFINED else value

    def options(self, index: int) -> Mapping[str, Any]:
        """The argument at `index` when it is an object whose keys are known; else an empty one."""
        value = self.argument(index)
        return value if isinstance(value, Mapping) else {}


def calls_of(function: Node, scope: Mapping[str, Any], helpers: Mapping[str, Node]) -> tuple[Call, ...]:
    """Return the calls that `function` makes; its first parameter is the database."""
    functions = {called(name): helper for name, helper in helpers.items()}
    place = _Place({**scope, **functions}, dict(helpers))
    for index, pattern in enumerate(_parameters(function)):
        given = _GIVEN.get(role_of(index, pattern))
        _bind(pattern, Dynamic(text_of(pattern)) if given is None else given, place.scope)
    return tuple(_body(function, place))


def _body(function: Node, at: _Place) -> Iterator[Call]:
    body = function.child_by_field_name("body")
    if body is not None:
        yield from _visit(body, at)


def _visit(node: Node, at: _Place) -> Iterator[Call]:  # noqa: C901 one line a kind of statement
    match node.type:
        case "statement_block":
            yield from _all(named(node), at.block())
        case "lexical_declaration" | "variable_declaration":
            for child in named(node):
                yield from _declared(child, at)
        case "if_statement" | "switch_statement" | "ternary_expression":
            first, *rest = named(node)
            yield from _visit(first, at)
            yield from _all(rest, at.block("if"))
        case "for_in_statement":
            yield from _rounds(node, at)
        case "for_statement" | "while_statement" | "do_statement":
            yield from _all(named(node), at.block("loop"))
        case "try_statement":
            for child in named(node):
                yield from _visit(child, at.block("catch" if child.type == "catch_clause" else "try"))
        case "function_declaration":
            _declare(text_of(node.child_by_field_name("name")), node, at)
        case "arrow_function" | "function_expression":
            unknown = {name: Dynamic(name) for name in _parameter_names(node)}
            yield from _body(node, at.block("callback", names=unknown))
        case "call_expression":
            yield from _call(node, at)
        case _:
            yield from _all(named(node), at)


def _all(nodes: Iterable[Node], at: _Place) -> Iterator[Call]:
    for node in nodes:
        yield from _visit(node, at)


def _declared(node: Node, at: _Place) -> Iterator[Call]:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None:
        return
    if unwrapped(value).type in _FUNCTIONS:
        _declare(text_of(name), unwrapped(value), at)
        return
    yield from _visit(value, at)
    _bind(name, evaluate(value, at.scope), at.scope)


def _declare(name: str, function: Node, at: _Place) -> None:
    at.helpers[name] = function
    at.scope[called(name)] = function


def _bind(pattern: Node, value: Any, scope: dict[str, Any]) -> None:  # noqa: ANN401 JSValue
    match pattern.type:
        case "identifier":
            scope[text_of(pattern)] = value
        case "array_pattern":
            for index, child in enumerate(named(pattern)):
                known = isinstance(value, list) and index < len(value)
                _bind(child, value[index] if known else Dynamic(text_of(child)), scope)
        case "object_pattern":
            for child in named(pattern):
                name = text_of(child.child_by_field_name("key") or child)
                inner = child.child_by_field_name("value") or child
                member = value.get(name, UNDEFINED) if isinstance(value, Mapping) else Dynamic(name)
                if inner.type in {"identifier", "shorthand_property_identifier_pattern"}:
                    scope[text_of(inner)] = member
                else:
                    _bind(inner, member, scope)
        case _:
            scope[text_of(pattern)] = Dynamic(text_of(pattern))


def _rounds(node: Node, at: _Place) -> Iterator[Call]:
    left, right, body = (node.child_by_field_name(part) for part in ("left", "right", "body"))
    if left is None or right is None or body is None:
        return
    yield from _visit(right, at)
    of = text_of(node.child_by_field_name("operator")) == "of"
    for item in _items(evaluate(right, at.scope) if of else None):
        inner = at.block("loop")
        _bind(left, item, inner.scope)
        yield from _visit(body, inner)


def _items(value: Any) -> list[Any]:  # noqa: ANN401 JSValue
    """The items of a list that is known; else one that is not."""
    return value if isinstance(value, list) and len(value) <= MOST_ROUNDS else [Dynamic("item")]


def _call(node: Node, at: _Place) -> Iterator[Call]:
    receiver, method = callee_parts(node)
    arguments = node.child_by_field_name("arguments")
    given = named(arguments) if arguments is not None else []
    if receiver is not None and receiver.type == "this" and method in at.helpers:
        receiver = None
    if receiver is not None:
        yield from _visit(receiver, at)
        if method in _EACH and given and unwrapped(given[0]).type in _FUNCTIONS:
            for item in _items(evaluate(receiver, at.scope)):
                yield from _entered(unwrapped(given[0]), [item], at.block(method))
            return
    yield from _all(given, at)
    if receiver is None:
        yield from _helper(node, method, given, at)
        return
    on = evaluate(receiver, at.scope)
    if isinstance(on, Dynamic) and method in _ONLY_OF_COLLECTIONS and _from_helper(receiver, at):
        on = CollectionHandle(on)
    if isinstance(on, CollectionHandle) or (isinstance(on, DatabaseHandle) and method != "collection"):
        yield Call(
            method,
            on.name if isinstance(on, CollectionHandle) else None,
            tuple(evaluate(item, at.scope) for item in given),
            settled(node),
            line_of(node),
            text_of(node),
            chained(node),
            at.path,
            node,
        )


def _from_helper(node: Node, at: _Place) -> bool:
    """Whether a function of this file gave it: `(await pick(db)).updateMany(…)`."""
    node = unwrapped(node)
    while node.type in {"member_expression", "await_expression"}:
        node = unwrapped(named(node)[0])
    return node.type == "call_expression" and callee_parts(node)[1] in at.helpers


def _helper(node: Node, name: str, given: Iterable[Node], at: _Place) -> Iterator[Call]:
    helper, values = at.helpers.get(name), [evaluate(item, at.scope) for item in given]
    waited = settled(node)
    if helper is None or at.depth >= DEEPEST:
        if any(isinstance(value, DatabaseHandle | CollectionHandle) for value in values):
            # Somebody else's code gets the database: what it does is not to be seen here.
            path = (*at.path, "opaque")
            yield Call(name, Dynamic(name), (), waited, line_of(node), text_of(node), chained(node), path, node)
        return
    for call in _entered(helper, values, at.block("helper", deeper=1)):
        yield call if waited else replace(call, awaited=False, line=line_of(node))


def _entered(function: Node, values: list[Any], at: _Place) -> Iterator[Call]:
    """The calls of a function of this file, with its parameters filled."""
    for index, parameter in enumerate(_parameters(function)):
        _bind(parameter, values[index] if index < len(values) else Dynamic(text_of(parameter)), at.scope)
    yield from _body(function, at)


def _parameter_names(function: Node) -> list[str]:
    return [text_of(parameter) for parameter in _parameters(function)]
