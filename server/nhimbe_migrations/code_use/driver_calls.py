"""Calls of MongoDB's driver in code: which collection, which method, which fields its first arguments name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.declarations import declaration_of
from nhimbe_migrations.code_use.syntax import CodeFile, parse_code, walk
from nhimbe_migrations.code_use.texts.folder import Folder

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["DriverCall", "driver_calls", "located_calls"]


@dataclass(frozen=True, slots=True)
class DriverCall:
    """One call on a collection."""

    file: str
    line: int
    collection: str
    method: str
    """Empty where the collection is only named."""
    fields: frozenset[str]
    text: str


def driver_calls(files: Mapping[str, bytes]) -> tuple[DriverCall, ...]:
    """Return the calls in `files` (path → bytes) whose collection is named by a text that is fixed."""
    return tuple(call for call, _, _ in located_calls(files))


def located_calls(files: Mapping[str, bytes]) -> Iterator[tuple[DriverCall, CodeFile, Node]]:
    """Yield each call of `driver_calls` with its file and its place in the syntax tree."""
    for path, data in sorted(files.items()):
        if b"collection" in data:
            code = parse_code(path, data)
            for call, node in _in_file(code):
                yield call, code, node


def _in_file(code: CodeFile) -> Iterator[tuple[DriverCall, Node]]:
    folder = Folder(code)
    for node in walk(code.root):
        if node.type != "call_expression":
            continue
        callee = node.child_by_field_name("function")
        owner = callee.child_by_field_name("object") if callee is not None else None
        method = callee.child_by_field_name("property") if callee is not None else None
        if owner is None or method is None:
            continue
        name = _collection(code, folder, owner)
        if name is not None:
            arguments = node.child_by_field_name("arguments")
            fields = frozenset(_fields(code, arguments)) if arguments is not None else frozenset()
            text = " ".join(code.of(node).split())[:160]
            yield DriverCall(code.path, node.start_point.row + 1, name, code.of(method), fields, text), node


def _collection(code: CodeFile, folder: Folder, node: Node, depth: int = 0) -> str | None:
    """The collection that an expression is: `db.collection("users")`, or a constant that holds it."""
    if node.type == "identifier" and depth == 0:
        found = declaration_of(code, node)
        value = found[0].child_by_field_name("value") if found is not None and found[1] else None
        return _collection(code, folder, value, depth + 1) if value is not None else None
    while node.type in {"await_expression", "parenthesized_expression", "as_expression"} and node.named_children:
        node = node.named_children[0]
    callee = node.child_by_field_name("function") if node.type == "call_expression" else None
    method = callee.child_by_field_name("property") if callee is not None else None
    arguments = node.child_by_field_name("arguments") if node.type == "call_expression" else None
    if method is None or arguments is None or code.of(method) != "collection" or not arguments.named_children:
        return None
    parts = folder.fold(arguments.named_children[0])
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else None


def _fields(code: CodeFile, arguments: Node) -> Iterator[str]:
    """Keys of the objects that are given, operators left out, and paths as they stand (`profile.city`, `$name`)."""
    for node in walk(arguments):
        if node.type == "pair":
            key = node.child_by_field_name("key")
            name = code.of(key).strip("\"'") if key is not None else ""
            if name and not name.startswith("$"):
                yield name
        elif node.type == "shorthand_property_identifier":
            yield code.of(node)
        elif node.type == "string":
            text = code.of(node)[1:-1]
            if text.startswith("$") and not text.startswith("$$"):
                yield text[1:]
