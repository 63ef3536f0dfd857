"""Arrays of texts: written out, filled by push(), mapped, keys of objects; joined to one text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.declarations import declaration_of, pushes_of
from nhimbe_migrations.code_use.syntax import FUNCTIONS, CodeFile, ancestors, callee_of
from nhimbe_migrations.code_use.texts.base import DEPTH, WRAPPED, Base
from nhimbe_migrations.code_use.texts.parts import Part, texts_of

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Arrays"]

_KEYS = {"Object.keys": "key", "Object.entries": "entry"}
_MOST_PUSHES = 300
_KEPT = {"filter", "slice", "sort", "reverse"}


def _looped(code: CodeFile, declared: Node) -> Node | None:
    """The array whose items a loop's variable, or the first parameter of a callback, is one after another."""
    if declared.type == "for_in_statement":
        operator, left = declared.child_by_field_name("operator"), declared.child_by_field_name("left")
        plain = left is not None and left.type == "identifier"
        return declared.child_by_field_name("right") if plain and operator and code.of(operator) == "of" else None
    pattern = declared.child_by_field_name("pattern") or declared
    function = next((node for node in ancestors(declared) if node.type in FUNCTIONS), None)
    call = function.parent.parent if function is not None and function.parent is not None else None
    if pattern.type != "identifier" or function is None or call is None or call.type != "call_expression":
        return None
    listed = function.child_by_field_name("parameters")
    first = next(iter(listed.named_children), None) if listed else function.child_by_field_name("parameter")
    callee = callee_of(call)
    method = callee.child_by_field_name("property") if callee is not None else None
    is_each = method is not None and code.of(method) in _EACH and first is not None and first.id == declared.id
    return callee.child_by_field_name("object") if is_each and callee is not None else None


_EACH = {"map", "forEach", "flatMap"}


class Arrays(Base):
    """Reads arrays."""

    def joined(self, node: Node, owner: Node, depth: int) -> Iterator[Part]:
        """`owner.join(separator)`."""
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        separator = self.texts(given[0], depth) if given else (",",)
        items = self._items(owner, depth) if separator is not None else None
        if separator is None or items is None:
            yield self.hole(node)
            return
        for place, item in enumerate(items):
            if place:
                yield separator[0]
            yield from item

    def each_of(self, declared: Node, depth: int) -> tuple[str, ...]:
        """All texts that a loop's variable can be: `for (const sql of texts)`, `texts.map((sql) => …)`; else nothing."""
        array = _looped(self.code, declared)
        items = self._items(array, depth + 1) if array is not None else None
        if not items or len(items) > _MOST_PUSHES:
            return ()
        found: list[str] = []
        for item in items:
            more = texts_of(item)
            if more is None:
                return ()
            found.extend(more)
        return tuple(dict.fromkeys(found))

    def _items(self, node: Node, depth: int) -> list[tuple[Part, ...]] | None:
        """The items of an array; None where they are not known."""
        if depth > DEPTH:
            return None
        while node.type in WRAPPED and node.named_children:
            node = node.named_children[0]
        if node.type == "array":
            return self._written(node, depth)
        if node.type == "call_expression":
            keys = self._keys(node)
            return self._made(node, depth) if keys is None else keys
        if node.type != "identifier":
            return None
        found = declaration_of(self.code, node)
        value = found[0].child_by_field_name("value") if found else None
        if found is not None and found[0].type == "variable_declarator" and value is not None:
            items = self._items(value, depth + 1)
            return None if items is None else [*items, *self._pushed(self.code.of(node), found[0], depth)]
        other = self.resolved(node)
        if other is None or other == (self, node):
            return None
        folder, inner = other
        return folder._items(inner, depth + 1) if isinstance(folder, Arrays) else None  # noqa: SLF001 its own kind

    def _written(self, node: Node, depth: int) -> list[tuple[Part, ...]]:
        items: list[tuple[Part, ...]] = []
        for item in node.named_children:
            if item.type == "spread_element" and item.named_children:
                inner = self._items(item.named_children[0], depth + 1)
                items.extend(inner if inner is not None else [self.fold(item.named_children[0], depth + 1)])
            elif item.type != "comment":
                items.append(self.fold(item, depth + 1))
        return items

    def _pushed(self, name: str, declarator: Node, depth: int) -> Iterator[tuple[Part, ...]]:
        for node in pushes_of(self.code, name, declarator)[:_MOST_PUSHES]:
            arguments = node.child_by_field_name("arguments")
            for item in arguments.named_children if arguments is not None else ():
                if item.type != "comment":
                    yield self.fold(item, depth + 1)

    def _keys(self, node: Node) -> list[tuple[Part, ...]] | None:
        """Keys of an object that is written out, there or where the function is called."""
        callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if callee is None or self.code.of(callee) not in _KEYS or arguments is None or not arguments.named_children:
            return None
        found = self.resolved(arguments.named_children[0])
        if found is None or found[1].type != "object":
            return None
        folder, written = found
        keys: list[tuple[Part, ...]] = []
        for item in written.named_children:
            key = item.child_by_field_name("key") if item.type == "pair" else item
            if key is not None and key.type in {"property_identifier", "shorthand_property_identifier", "string"}:
                keys.append((folder.code.of(key).strip("\"'"),))
        return keys or None

    def _made(self, node: Node, depth: int) -> list[tuple[Part, ...]] | None:
        """map(), fill(), filter() and their like; over what is not known, one item stands for all."""
        callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        method = callee.child_by_field_name("property") if callee is not None else None
        owner = callee.child_by_field_name("object") if callee is not None else None
        given = arguments.named_children if arguments is not None else []
        name = self.code.of(method) if method is not None else ""
        if owner is not None and name in _KEPT:
            return self._items(owner, depth + 1)
        if owner is not None and name == "fill" and given:
            return [self.fold(given[0], depth + 1)]
        if owner is None or name not in {"map", "flatMap", "from"}:
            return None
        arrow = next((item for item in given if item.type in {"arrow_function", "function_expression"}), None)
        body = _returned(arrow)
        if arrow is None or body is None:
            return None
        items = self._items(owner, depth + 1) if name != "from" else None
        parameter = _first_parameter(arrow)
        if items is None:
            return [self.fold(body, depth + 1)]
        if parameter is None:
            return [self.fold(body, depth + 1) for _ in items]
        return [replace(self, given={**self.given, parameter.id: item}).fold(body, depth + 1) for item in items]


def _first_parameter(function: Node) -> Node | None:
    single = function.child_by_field_name("parameter")
    listed = function.child_by_field_name("parameters")
    return single or (listed.named_children[0] if listed is not None and listed.named_children else None)


def _returned(function: Node | None) -> Node | None:
    body = function.child_by_field_name("body") if function is not None else None
    if body is None or body.type != "statement_block":
        return body
    returned = [item for item in body.named_children if item.type == "return_statement"]
    return returned[0].named_children[0] if len(returned) == 1 and returned[0].named_children else None
