"""What the code reads of documents: `user.name.trim()` says that users have a name, and that it is text.

Variables that hold documents are followed from the call that fetched them (`find`, `findOne`, `aggregate`) through loops, callbacks,
destructuring and members; what is called on a member says of which type it is. Paths are dotted, `items[].unit` is a field of each element.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.mongodb.code.evaluate import CollectionHandle, callee_parts, evaluate, unwrapped
from nhimbe_migrations.mongodb.code.tree import named, text_of
from nhimbe_migrations.mongodb.seed.asked.comparisons import condition_of, conditions_of_switch

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Reads", "reads_of"]

_FETCHING = frozenset({"find", "findOne", "aggregate", "findOneAndUpdate", "findOneAndDelete", "findOneAndReplace"})
_PASSING = frozenset(
    {"toArray", "sort", "limit", "skip", "project", "batchSize", "next", "tryNext", "filter", "slice", "reverse", "addCursorFlag",
     "maxTimeMS", "stream", "hint", "allowDiskUse", "concat", "values"}
)  # fmt: skip
"""What is called on documents and gives documents."""
_EACH = frozenset(
    {"map", "forEach", "filter", "some", "every", "find", "flatMap", "reduce", "findIndex", "findLast", "sort"}
)
_METHODS: Mapping[str, str] = {
    **dict.fromkeys(
        ("trim", "trimStart", "trimEnd", "toLowerCase", "toUpperCase", "split", "replace", "replaceAll", "startsWith", "endsWith", "match",
         "matchAll", "substring", "substr", "padStart", "padEnd", "charAt", "charCodeAt", "localeCompare", "normalize", "search"),
        "string",
    ),
    **dict.fromkeys((*_EACH, "push", "join", "pop", "shift", "unshift", "splice", "reduceRight", "flat", "entries"), "array"),
    **dict.fromkeys(("toFixed", "toPrecision"), "number"),
    **dict.fromkeys(
        ("getTime", "toISOString", "getFullYear", "getMonth", "getDate", "getHours", "setDate", "setHours", "toLocaleDateString",
         "getUTCFullYear", "getUTCMonth", "getUTCDate", "getDay"),
        "Date",
    ),
    **dict.fromkeys(("getTimestamp", "toHexString", "equals"), "ObjectId"),
}  # fmt: skip
_NO_FIELD = frozenset(
    {
        *_METHODS,
        "length",
        "toString",
        "valueOf",
        "includes",
        "indexOf",
        "slice",
        "concat",
        "keys",
        "values",
        "toJSON",
        "hasOwnProperty",
    }
)
_MADE_OF: Mapping[str, str] = {"ObjectId": "id string", "ObjectID": "id string", "Date": "Date"}
_MADE_BY: Mapping[str, str] = {
    "ObjectId": "id string", "ObjectID": "id string", "createFromHexString": "id string", "isValid": "id string",
    "parseInt": "decimal string", "parseFloat": "decimal string", "Number": "decimal string",
}  # fmt: skip
"""Functions that make a value of text, and the text that they take."""
_ARITHMETIC = frozenset({"*", "/", "-", "%", "**", "<", ">", "<=", ">="})
_MOST = 400


@dataclass(frozen=True, slots=True)
class _Held:
    """What a variable holds: documents of a collection, or a part of them."""

    collection: str
    path: str = ""
    many: bool = False

    def member(self, name: str) -> _Held:
        return _Held(self.collection, f"{self.path}.{name}" if self.path else name)

    def element(self) -> _Held:
        return _Held(self.collection, f"{self.path}[]" if self.path and not self.many else self.path)


@dataclass(slots=True)
class Reads:
    """By collection: paths with the type that is asked of them (empty where none is), and references to other collections."""

    paths: dict[str, dict[str, str]] = field(default_factory=dict)
    links: list[tuple[str, str, str, str]] = field(default_factory=list)
    """(collection, path, other collection, its field): what the first holds is looked for in the second."""

    conditions: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """(collection, filter): what the code asks of values that it has read."""

    def add(self, element: _Held, kind: str = "") -> None:
        if element.path:
            known = self.paths.setdefault(element.collection, {})
            known[element.path] = known.get(element.path) or kind


def reads_of(functions: list[Node], scope: Mapping[str, object]) -> Reads:
    """Return what the functions read. `scope` knows the constants and what the database is called."""
    reads = Reads()
    for function in functions:
        _Reader(reads, scope).block(function.child_by_field_name("body") or function, {})
    return reads


class _Reader:
    def __init__(self, reads: Reads, scope: Mapping[str, object]) -> None:
        self.reads = reads
        self.scope: dict[str, object] = dict(scope)
        self.left = _MOST * 50

    def block(self, node: Node, names: dict[str, _Held]) -> None:  # noqa: C901, PLR0912 one line a kind of node
        self.left -= 1
        if self.left < 0:
            return
        if node.type in {"binary_expression", "call_expression"}:
            asked = condition_of(node, lambda n: self.place(n, names), self.scope)
            if asked is not None and asked not in self.reads.conditions:
                self.reads.conditions.append(asked)
        match node.type:
            case "variable_declarator":
                name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
                if value is not None:
                    self.block(value, names)
                    if name is not None:
                        self.bind(name, self.value(value, names), names)
                        if name.type == "identifier":
                            self.scope[text_of(name)] = evaluate(value, self.scope)
                return
            case "for_in_statement":
                left, right, body = (node.child_by_field_name(part) for part in ("left", "right", "body"))
                if left is not None and right is not None and body is not None:
                    self.block(right, names)
                    of = self.value(right, names)
                    if of is not None and not of.many:
                        self.reads.add(of, "array")
                    self.bind(left, of and of.element(), names)
                    self.block(body, names)
                return
            case "call_expression":
                self.call(node, names)
                return
            case "member_expression" | "subscript_expression":
                found = self.value(node, names)
                if found is not None:
                    self.reads.add(found)
            case "spread_element":
                # `{ ...user.address }` and `[...user.tags]` say what is spread.
                found = self.value(named(node)[0], names)
                if found is not None and found.path and not found.many:
                    self.reads.add(
                        found, "object" if node.parent is not None and node.parent.type == "object" else "array"
                    )
            case "new_expression":
                made = _MADE_OF.get(text_of(node.child_by_field_name("constructor")).rpartition(".")[2])
                self.made(node, made, names)
            case "switch_statement":
                self.reads.conditions += conditions_of_switch(node, lambda n: self.place(n, names), self.scope)
            case "binary_expression" if text_of(node.child_by_field_name("operator")) in _ARITHMETIC:
                for side in ("left", "right"):
                    operand = node.child_by_field_name(side)
                    found = self.value(operand, names) if operand is not None else None
                    if found is not None and not found.path.endswith("At"):
                        self.reads.add(found, "number")
            case _:
                pass
        for child in named(node):
            self.block(child, names)

    def made(self, node: Node, kind: str | None, names: dict[str, _Held]) -> None:
        """`new ObjectId(d.owner)`: the owner is text that an id can be made of."""
        arguments = node.child_by_field_name("arguments")
        given = named(arguments) if arguments is not None else []
        if len(given) == 1 and given[0].type == "call_expression" and callee_parts(given[0]) == (None, "String"):
            within = given[0].child_by_field_name("arguments")
            given = named(within) if within is not None else given
        found = self.value(given[0], names) if kind and len(given) == 1 else None
        if found is not None and found.path and not found.many:
            self.reads.add(found, kind or "")

    def place(self, node: Node | None, names: dict[str, _Held]) -> tuple[str, str] | None:
        found = self.value(node, names)
        return (found.collection, found.path) if found is not None and not found.many else None

    def call(self, node: Node, outer: dict[str, _Held]) -> None:
        receiver, method = callee_parts(node)
        arguments = node.child_by_field_name("arguments")
        given = named(arguments) if arguments is not None else []
        on = self.value(receiver, outer) if receiver is not None else None
        if receiver is None or text_of(receiver) in {"ObjectId", "Number", "mongoose.Types"}:
            self.made(node, _MADE_BY.get(method or text_of(node.child_by_field_name("function"))), outer)
        if receiver is not None:
            self.block(receiver, outer)
        if on is not None and not on.many and method in _METHODS:
            self.reads.add(on, _METHODS[method])
        self.references(receiver, given, outer)
        for argument in given:
            inner = unwrapped(argument)
            if (
                on is not None
                and method in _EACH | {"forEach"}
                and inner.type in {"arrow_function", "function_expression"}
            ):
                parameters = [*_parameters(inner)]
                at = 1 if method == "reduce" else 0
                names = dict(outer)
                for index in range(at, min(len(parameters), 2 if method == "sort" else at + 1)):
                    self.bind(parameters[index], on.element(), names)
                self.block(inner.child_by_field_name("body") or inner, names)
            else:
                self.block(argument, outer)

    def references(self, receiver: Node | None, given: list[Node], names: dict[str, _Held]) -> None:
        """`profiles.findOne({ _id: user.profileId })`: what one collection holds is looked for in another."""
        handle = evaluate(receiver, self.scope) if receiver is not None and given else None
        if not isinstance(handle, CollectionHandle) or not isinstance(handle.name, str):
            return
        condition = unwrapped(given[0])
        for pair in named(condition) if condition.type == "object" else ():
            value = pair.child_by_field_name("value")
            if pair.type != "pair" or value is None:
                continue
            if value.type == "object" and len(named(value)) == 1:
                value = named(value)[0].child_by_field_name("value") or value
            found = self.value(value, names)
            key = text_of(pair.child_by_field_name("key")).strip("'\"")
            if found is not None and found.path and not (found.collection == handle.name and found.path == key):
                self.reads.links.append((found.collection, found.path, handle.name, key))

    def value(self, node: Node | None, names: dict[str, _Held]) -> _Held | None:  # noqa: C901, PLR0912 one line a kind
        """What an expression holds of documents; None where it is something else."""
        if node is None:
            return None
        node = unwrapped(node)
        match node.type:
            case "await_expression":
                return self.value(named(node)[0], names)
            case "identifier":
                return names.get(text_of(node))
            case "binary_expression" if text_of(node.child_by_field_name("operator")) in {"||", "??", "&&"}:
                return self.value(node.child_by_field_name("left"), names)
            case "member_expression":
                of, name = (
                    self.value(node.child_by_field_name("object"), names),
                    text_of(node.child_by_field_name("property")),
                )
                return None if of is None or of.many or name in _NO_FIELD else of.member(name)
            case "subscript_expression":
                of = self.value(node.child_by_field_name("object"), names)
                index = evaluate(node.child_by_field_name("index"), self.scope)
                if of is None:
                    return None
                if isinstance(index, str):
                    return None if of.many else of.member(index)
                return of.element() if isinstance(index, int) or of.many else None
            case "call_expression":
                receiver, method = callee_parts(node)
                if receiver is None:
                    return None
                handle = evaluate(receiver, self.scope)
                if isinstance(handle, CollectionHandle) and isinstance(handle.name, str) and method in _FETCHING:
                    return _Held(handle.name, many=method in {"find", "aggregate"})
                of = self.value(receiver, names)
                if of is None:
                    return None
                if method in {"next", "tryNext", "find", "findLast", "pop", "shift"}:
                    return of.element()
                return of if method in _PASSING else None
            case _:
                return None

    def bind(self, pattern: Node, found: _Held | None, names: dict[str, _Held]) -> None:  # noqa: C901 one line a kind
        match pattern.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                names.pop(text_of(pattern), None)
                if found is not None:
                    names[text_of(pattern)] = found
            case "object_pattern" if found is not None and not found.many:
                for child in named(pattern):
                    if child.type == "rest_pattern":
                        continue
                    key = child.child_by_field_name("key") or child.child_by_field_name("left") or child
                    inner = found.member(text_of(key))
                    self.reads.add(inner)
                    self.bind(child.child_by_field_name("value") or key, inner, names)
            case "array_pattern" if found is not None:
                for child in named(pattern):
                    self.bind(child, found.element(), names)
            case "assignment_pattern":
                left = pattern.child_by_field_name("left")
                if left is not None:
                    self.bind(left, found, names)
            case _:
                for child in named(pattern):
                    self.bind(child, None, names)


def _parameters(function: Node) -> Iterator[Node]:
    single = function.child_by_field_name("parameter")
    if single is not None:
        yield single
        return
    parameters = function.child_by_field_name("parameters")
    for node in named(parameters) if parameters is not None else ():
        pattern = node.child_by_field_name("pattern")
        if pattern is not None:
            yield pattern
