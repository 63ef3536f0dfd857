"""TypeScript text as a syntax tree, with offsets in code points.

tree-sitter counts UTF-8 bytes, `Span` counts code points. The text is measured once, in blocks, so that an
offset costs one look-up and a short decode: linear in the file, whatever stands in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from nhimbe_migrations.text import Span

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

__all__ = ["Source", "indentation_at", "line_end", "line_start", "next_line", "parse", "walk"]

BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Source:
    """A text, its UTF-8 bytes, and the syntax tree of these bytes."""

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


def parse(text: str) -> Source:
    """Parse TypeScript. A text with errors gives a tree too; `Source.faults` counts them."""
    data = text.encode()
    root = _parser().parse(data).root_node
    return Source(text, data, root, () if len(data) == len(text) else _measure(text))


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything below it, in the order of the text."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.children))


def line_start(text: str, offset: int) -> int:
    """Return where the line that holds `offset` starts (LF, CRLF and lone CR end a line)."""
    start = text.rfind("\n", 0, offset) + 1
    return max(start, text.rfind("\r", start, offset) + 1)


def line_end(text: str, offset: int) -> int:
    """Return where the line that holds `offset` ends, before its line ending."""
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    carriage = text.find("\r", offset, end)
    return end if carriage < 0 else carriage


def next_line(text: str, offset: int) -> int:
    """Return where the line after the one that holds `offset` starts; the end of the text when there is none."""
    end = line_end(text, offset)
    return end + (2 if text.startswith("\r\n", end) else 1) if end < len(text) else end


def indentation_at(text: str, offset: int) -> str:
    """Return the white space at the start of the line that holds `offset`."""
    start = line_start(text, offset)
    line = text[start : line_end(text, offset)].removeprefix("\ufeff")
    return line[: len(line) - len(line.lstrip())]


def _measure(text: str) -> tuple[int, ...]:
    sizes = (len(text[at : at + BLOCK].encode()) for at in range(0, len(text), BLOCK))
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


@cache
def _parser() -> Parser:
    import tree_sitter_typescript
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_typescript.language_typescript()))
