"""Members of rows in code: `row.location_name`, `row["location_name"]`, `const { location_name } = row`, `locationName`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.queries import Query
from nhimbe_migrations.code_use.syntax import FUNCTIONS, CodeFile, ancestors, walk

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Member", "camel_case", "members_of"]


@dataclass(frozen=True, slots=True)
class Member:
    """A place that reads a column's value off a row."""

    file: str
    line: int
    name: str
    """The column."""
    text: str


def camel_case(column: str) -> str:
    """`location_name` as code that shapes its rows calls it."""
    return re.sub(r"_+([a-zA-Z0-9])", lambda match: match[1].upper(), column.strip("_"))


def members_of(code: CodeFile, columns: Iterable[str], queries: Iterable[Query]) -> Iterator[Member]:
    """Yield the members called as one of `columns` that are read off the rows of `queries`.

    A row is followed from the query to the names that it is given: by declarations, loops, callbacks of map() and its
    like, and by functions of the file that it is handed to. A name with an underscore tells its column, so a function
    of the file that asks no database itself (`toEvent(row)`) is taken to shape such rows.
    """
    exact = {column: column for column in columns}
    shaped = {camel_case(column): column for column in exact if "_" in column.strip("_")}
    rows = _Rows(code, tuple(queries))
    if not rows.queries:
        return
    seen: set[tuple[int, str]] = set()
    for node in walk(code.root):
        name, holder = _member(code, node)
        column = exact.get(name) or shaped.get(name)
        if column is None or holder is None:
            continue
        if not rows.holds(holder) and not ("_" in column.strip("_") and rows.shapes(node)):
            continue
        line = node.start_point.row + 1
        if (line, column) not in seen:
            seen.add((line, column))
            whole = holder.parent if holder.parent is not None else holder
            yield Member(code.path, line, column, " ".join(code.of(whole).split())[:120])


def _member(code: CodeFile, node: Node) -> tuple[str, Node | None]:
    """The name that a node reads off something, and that something; an empty name where it reads nothing."""
    parent = node.parent
    if parent is None:
        return "", None
    if node.type == "property_identifier" and parent.type == "member_expression":
        return code.of(node), parent.child_by_field_name("object")
    if node.type == "string" and parent.type == "subscript_expression":
        return code.of(node)[1:-1], parent.child_by_field_name("object")
    pattern = node.type == "shorthand_property_identifier_pattern"
    key = node.type == "property_identifier" and parent.type == "pair_pattern"
    if pattern or key:
        declarator = next((item for item in ancestors(node) if item.type not in _PATTERNS), None)
        if declarator is not None and declarator.type == "variable_declarator":
            return code.of(node), declarator.child_by_field_name("value")
        return code.of(node), declarator  # a parameter that is taken apart
    return "", None


_PATTERNS = {"object_pattern", "pair_pattern", "object_assignment_pattern", "array_pattern"}


class _Rows:
    """The names under which the rows of some queries go in one file."""

    def __init__(self, code: CodeFile, queries: tuple[Query, ...]) -> None:
        self.code = code
        self.queries = queries
        self._places = [query.at for query in queries]
        self._named: dict[str, list[tuple[int, int]]] = {}
        self._follow()
        self._busy = [*_asking(code)]

    def holds(self, node: Node) -> bool:
        """Whether `node` is rows of a query, or rooted in a name for them."""
        if any(node.start_byte <= place < node.end_byte for place in self._places):
            return True
        root = _root(node)
        name = self.code.of(root) if root is not None else ""
        return any(start <= node.start_byte < end for start, end in self._named.get(name, ()))

    def shapes(self, node: Node) -> bool:
        """Whether `node` stands in a function that asks no database, as one does that shapes rows."""
        around = [item for item in ancestors(node) if item.type in FUNCTIONS]
        return bool(around) and not any(
            start <= node.start_byte < end and (start, end) != (0, len(self.code.data)) for start, end in self._busy
        )

    def _follow(self) -> None:
        nodes = [node for node in walk(self.code.root) if node.type in _NAMING]
        for _ in range(_ROUNDS):
            before = sum(len(places) for places in self._named.values())
            for node in nodes:
                self._name(node)
            if sum(len(places) for places in self._named.values()) == before:
                return

    def _name(self, node: Node) -> None:
        if node.type == "variable_declarator":
            pattern, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if pattern is not None and value is not None:
                self._bind(pattern, value, node)
        elif node.type == "for_in_statement":
            pattern, value = node.child_by_field_name("left"), node.child_by_field_name("right")
            if pattern is not None and value is not None and self.holds(value):
                self._take(pattern, node)
        elif node.type == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and left.type == "identifier":
                self._bind(left, right, node)
        elif node.type == "call_expression":
            self._call(node)

    def _bind(self, pattern: Node, value: Node, node: Node) -> None:
        items = _awaited_together(value)
        if pattern.type == "array_pattern" and items is not None:
            for name, item in zip(pattern.named_children, items, strict=False):
                if self._is_rows(item):
                    self._take(name, node)
        elif self._is_rows(value):
            self._take(pattern, node)

    def _is_rows(self, value: Node) -> bool:
        """Whether a value is a query's rows or one of them, and not something worked out of them by a function."""
        inner = value
        while inner.type in _OPEN and inner.named_children:
            inner = inner.named_children[0]
        if inner.type in FUNCTIONS or inner.type in {"object", "template_string", "ternary_expression"}:
            return False
        return self.holds(inner)

    def _call(self, node: Node) -> None:
        callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        owner = callee.child_by_field_name("object") if callee is not None else None
        method = callee.child_by_field_name("property") if callee is not None else None
        if owner is None or method is None or arguments is None or self.code.of(method) not in _EACH:
            return
        if not self.holds(owner):
            return
        place = 1 if self.code.of(method) == "reduce" else 0
        for function in arguments.named_children:
            if function.type not in FUNCTIONS:
                continue
            listed = function.child_by_field_name("parameters")
            single = function.child_by_field_name("parameter")
            parameters = listed.named_children if listed is not None else [single] if single is not None else []
            if place < len(parameters) and parameters[place] is not None:
                self._take(parameters[place], function, within=function)

    def _take(self, pattern: Node, node: Node, *, within: Node | None = None) -> None:
        scope = within or next((item for item in ancestors(node) if item.type in _SCOPES), self.code.root)
        for item in walk(pattern):
            if item.type in {"identifier", "shorthand_property_identifier_pattern"}:
                places = self._named.setdefault(self.code.of(item), [])
                if (scope.start_byte, scope.end_byte) not in places:
                    places.append((scope.start_byte, scope.end_byte))


_ROUNDS = 4
_NAMING = {"variable_declarator", "for_in_statement", "call_expression", "assignment_expression"}
_OPEN = {"await_expression", "parenthesized_expression", "as_expression", "non_null_expression", "satisfies_expression"}
_EACH = {"map", "forEach", "filter", "find", "some", "every", "flatMap", "reduce", "sort", "findIndex", "then"}
_SCOPES = FUNCTIONS | {"program", "statement_block"}


def _root(node: Node) -> Node | None:
    """The name that a chain of members and calls starts from: `result` of `(result.results ?? []).slice(1)`."""
    while node.type != "identifier":
        if node.type in {"member_expression", "subscript_expression"}:
            inner = node.child_by_field_name("object")
        elif node.type == "call_expression":
            inner = node.child_by_field_name("function")
        elif node.type == "binary_expression":
            inner = node.child_by_field_name("left")
        elif node.type in _OPEN or node.type == "required_parameter":
            inner = node.named_children[0] if node.named_children else None
        else:
            return None
        if inner is None:
            return None
        node = inner
    return node


def _awaited_together(value: Node) -> list[Node] | None:
    """The items of `await Promise.all([…])` or of a batch."""
    for node in walk(value):
        if node.type == "array":
            return [item for item in node.named_children if item.type != "comment"]
        if node.type in FUNCTIONS:
            return None
    return None


def _asking(code: CodeFile) -> Iterator[tuple[int, int]]:
    """The functions that hand a text to prepare()."""
    for node in walk(code.root):
        if node.type == "call_expression":
            callee = node.child_by_field_name("function")
            method = callee.child_by_field_name("property") if callee is not None else None
            if method is not None and code.of(method) == "prepare":
                for item in ancestors(node):
                    if item.type in FUNCTIONS:
                        yield item.start_byte, item.end_byte
                        break
