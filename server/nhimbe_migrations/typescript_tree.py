"""The syntax tree of a TypeScript or JavaScript text, by tree-sitter: the only module that meets the parser.

tree-sitter counts UTF-8 bytes, `Span` counts code points. The text is measured once, in blocks, so that an
offset costs one look-up and a short decode: linear in the file, whatever stands in it.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.system.nesting import deep_line
from nhimbe_migrations.text import Span

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

__all__ = [
    "DEEPEST",
    "Source",
    "depth_of",
    "is_deeper",
    "line_of",
    "named",
    "parse",
    "root_of",
    "text_of",
    "walk",
]

BLOCK = 1024
DEEPEST = 1_000
"""Levels of brackets that the parser is given; more would cost it memory without end."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text, its UTF-8 bytes, and the syntax tree of these bytes, whose nodes live as long as it does."""

    text: str
    data: bytes
    root: Node
    blocks: tuple[int, ...]
    """Byte offset at which each block of `BLOCK` code points starts; empty when bytes and code points agree."""

    def offset(self, byte: int) -> int:
        """Return the code point that starts at `byte`."""
        if not self.blocks:
            return byte
        block = bisect_right(self.blocks, byte) - 1
        return block * BLOCK + len(self.data[self.blocks[block] : byte].decode())

    def span(self, node: Node) -> Span:
        return Span(self.offset(node.start_byte), self.offset(node.end_byte))

    def of(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode()

    def faults(self) -> int:
        """Return how many errors the parser met: 0 for a text that parses."""
        return _faults(self.root)

    def broken(self) -> Iterator[Node]:
        """The places where the text is not TypeScript, in order."""
        return (node for node in walk(self.root) if node.is_missing or node.is_error)


def parse(text: str, *, jsx: bool = False) -> Source:
    """Parse TypeScript, of which JavaScript is a part; `jsx` where tags may stand in it.

    A text with errors gives a tree too; `Source.faults` counts them.

    Raises:
        RefusedError: its brackets nest deeper than 1,000 levels.
    """
    # A lone surrogate cannot be encoded; it cannot be in a file either.
    data = text.encode(errors="replace")
    root = root_of(data, jsx=jsx)
    return Source(text, data, root, () if len(data) == len(text) else _measure(text))


def root_of(data: bytes, *, jsx: bool = False) -> Node:
    """Parse UTF-8 bytes, for who needs no code points; what is not UTF-8 in them is an error of the tree.

    Raises:
        RefusedError: its brackets nest deeper than 1,000 levels.
    """
    line = deep_line(data, DEEPEST)
    if line is not None:
        raise RefusedError(
            f"The TypeScript nests deeper than {DEEPEST:,} levels on line {line}, and is not read.",
            way_out="Flatten it: no code that a person wrote nests like that.",
        )
    return _parser(jsx).parse(data).root_node


def is_deeper(root: Node, levels: int) -> bool:
    """Say whether the tree below `root` is deeper than so many levels; costs a fraction of a walk over its nodes."""
    cursor = root.walk()
    while True:
        if cursor.goto_first_child():
            if cursor.depth > levels:
                return True
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return False


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything below it, in the order of the text."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.children))


def depth_of(node: Node) -> int:
    """Return how deep the tree below `node` is."""
    deepest, pending = 0, [(node, 1)]
    while pending:
        node, depth = pending.pop()
        deepest = max(deepest, depth)
        pending.extend((child, depth + 1) for child in node.named_children)
    return deepest


def named(node: Node) -> list[Node]:
    """Return the named children, comments left out."""
    return [child for child in node.named_children if child.type not in {"comment", "html_comment"}]


def text_of(node: Node | None) -> str:
    """Return the source of `node`; empty for none."""
    raw = node.text if node is not None else None
    return raw.decode() if raw is not None else ""


def line_of(node: Node) -> int:
    """Return the line on which `node` starts, from 1."""
    return node.start_point.row + 1


def _measure(text: str) -> tuple[int, ...]:
    sizes = (len(text[at : at + BLOCK].encode(errors="replace")) for at in range(0, len(text), BLOCK))
    return tuple(accumulate(sizes, initial=0))[:-1]


def _faults(root: Node) -> int:
    if not root.has_error:
        return 0
    count, pending = 0, [root]
    while pending:
        node = pending.pop()
        count += node.is_error or node.is_missing
        pending.extend(child for child in node.children if child.has_error)
    return count


_OF_THREAD = threading.local()


def _parser(jsx: bool) -> Parser:  # noqa: FBT001 one of two
    """One for each thread and language: a parser that two threads use at once never ends."""
    parsers: dict[bool, Parser] = _OF_THREAD.__dict__.setdefault("parsers", {})
    if jsx not in parsers:
        import tree_sitter_typescript
        from tree_sitter import Language, Parser

        language = tree_sitter_typescript.language_tsx() if jsx else tree_sitter_typescript.language_typescript()
        parsers[jsx] = Parser(Language(language))
    return parsers[jsx]
