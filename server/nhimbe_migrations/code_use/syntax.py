"""A file of code as a syntax tree, with what every reader of it needs: texts, lines, enclosing functions."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was looked up in its tree, for as long as the tree is."""

    def of(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def parse_code(path: str, data: bytes) -> CodeFile:
    """Parse a file; one with errors gives a tree too. Plain TypeScript has casts that JSX takes for tags."""
    plain = path.endswith((".ts", ".mts", ".cts", ".svelte", ".vue"))
    data = _code_in(path, data)
    root = root_of(data, jsx=not plain) if deep_line(data, DEEPEST) is None else None
    if root is None or is_deeper(root, _DEEPEST):
        return CodeFile(path, data, root_of(b""), deep=True)
    return CodeFile(path, data, root)


_SCRIPT = re.compile(rb"<(script|style)\b[^>]*>", re.IGNORECASE)


def _code_in(path: str, data: bytes) -> bytes:
    """The code of a component, where it stands: all else is blank, so that lines and bytes stay what they are.

    What an Astro component shows is code too (`{posts.map((post) => <li>{post.title}</li>)}`).
    """
    if path.endswith(".astro"):
        return _astro(data)
    if not path.endswith((".svelte", ".vue")):
        return data
    kept = bytearray(_blank(data))
    for start, end, tag in _blocks(data):
        if tag == b"script":
            kept[start:end] = data[start:end]
    return bytes(kept)


def _astro(data: bytes) -> bytes:
    kept = bytearray(data)
    for start, end, _ in _blocks(data):
        kept[start:end] = _blank(data[start:end])
    first = kept.find(b"---")
    last = kept.find(b"\n---", first + 3) + 1 if first >= 0 and not kept[:first].strip() else 0
    if last > 0:
        kept[first : first + 3] = b"   "
        kept[last : last + 3] = b";<>"
    else:
        kept[:0] = b"<>"
    return bytes(kept) + b"</>"


def _blocks(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Start and end of what stands in script and style tags."""
    at = 0
    while (opened := _SCRIPT.search(data, at)) is not None:
        tag = opened[1].lower()
        end = data.find(b"</" + opened[1], opened.end())
        end = len(data) if end < 0 else end
        yield opened.end(), end, tag
        at = end


def _blank(data: bytes) -> bytes:
    return re.sub(rb"[^\r\n]", b" ", data)


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
