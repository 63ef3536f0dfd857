"""A file of code as a syntax tree, with what every reader of it needs: texts, lines, enclosing functions."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.system.nesting import deep_line
from nhimbe_migrations.typescript_tree import DEEPEST, is_deeper, root_of

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["FUNCTIONS", "CodeFile", "ancestors", "callee_of", "enclosing_function", "parse_code", "unescaped", "walk"]

FUNCTIONS = frozenset({
    "function_declaration", "function_expression", "arrow_function", "method_definition",
    "generator_function_declaration", "generator_function",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodeFile:
    """A file of TypeScript or JavaScript and its tree."""

    path: str
    data: bytes
    root: Node
    deep: bool = False
    """It nests deeper than anything that a person writes: the tree is that of an empty file."""

    def of(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def parse_code(path: str, data: bytes) -> CodeFile:
    """Parse a file; one with errors gives a tree too. Plain TypeScript has casts that JSX takes for tags."""
    plain = path.endswith((".ts", ".mts", ".cts"))
    root = root_of(data, jsx=not plain) if deep_line(data, DEEPEST) is None else None
    if root is None or is_deeper(root, _DEEPEST):
        return CodeFile(path, data, root_of(b""), deep=True)
    return CodeFile(path, data, root)


_DEEPEST = 500
"""Levels of the tree. Looking from a node up through all that it stands in costs their number squared."""


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything below it, in the order of the text."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.named_children))


def ancestors(node: Node) -> Iterator[Node]:
    """Yield what `node` stands in, inside out."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def callee_of(call: Node) -> Node | None:
    """Return what a call calls. In `await all<Row>(sql)` the grammar hangs the `await` on the function's name."""
    callee = call.child_by_field_name("function")
    while callee is not None and callee.type in {"await_expression", "parenthesized_expression", "non_null_expression"}:
        inner = callee.named_children
        if not inner or inner[0].type not in {
            "await_expression", "identifier", "member_expression", "parenthesized_expression", "non_null_expression",
        }:  # fmt: skip
            return callee
        callee = inner[0]
    return callee


def enclosing_function(node: Node) -> Node | None:
    """Return the innermost function that `node` stands in."""
    return next((item for item in ancestors(node) if item.type in FUNCTIONS), None)


def unescaped(raw: str) -> str:
    r"""Return the text that a JavaScript literal stands for (`it\'s`, `\n`, `\u{1f600}`, a line continued by `\`)."""
    return _ESCAPE.sub(_character, raw) if "\\" in raw else raw


_ESCAPE = re.compile(r"\\(u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r\n|[\s\S])")
_SURROGATES = range(0xD800, 0xE000)
_SINGLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def _character(match: re.Match[str]) -> str:
    code = match[2] or match[3] or match[4]
    if code:
        value = int(code, 16)
        return chr(value) if value <= sys.maxunicode and value not in _SURROGATES else "\ufffd"
    if match[1] in {"\n", "\r\n", "\r", "\u2028", "\u2029"}:
        return ""
    return _SINGLE.get(match[1], match[1])
