"""The syntax tree of a TypeScript text, by tree-sitter; the only module of this room that meets the parser.

The parser counts UTF-8 bytes. A `Tree` keeps the bytes, and gives text back as `str` and lines from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

__all__ = ["Tree", "depth_of", "line_of", "named", "parse", "text_of", "walk", "within_function"]


class Tree:
    """A parsed text. The bytes and the nodes live as long as it does."""

    __slots__ = ("_tree", "source")

    def __init__(self, text: str) -> None:
        # A lone surrogate cannot be encoded; it cannot be in a file either.
        self.source = text.encode("utf-8", errors="replace")
        self._tree = _parser().parse(self.source)

    @property
    def root(self) -> Node:
        return self._tree.root_node

    def broken(self) -> Iterator[Node]:
        """The places where the text is not TypeScript, in order."""
        return (node for node in walk(self.root) if node.is_missing or node.type == "ERROR")


def parse(text: str) -> Tree:
    return Tree(text)


def within_function(body: str) -> Tree:
    """Parse statements as the body of a migration function; they stand from the second line on."""
    return Tree(f"async function body(db: Db): Promise<void> {{\n{body}\n}}\n")


def walk(node: Node) -> Iterator[Node]:
    """Every node from `node` on, in the order of the text."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(each.children))


def depth_of(node: Node) -> int:
    """How deep the tree below `node` is."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        each, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in each.named_children)
    return deepest


def named(node: Node) -> list[Node]:
    """The named children, comments left out."""
    return [child for child in node.named_children if child.type not in {"comment", "html_comment"}]


def text_of(node: Node | None) -> str:
    """The source of `node`; empty for none."""
    raw = node.text if node is not None else None
    return raw.decode("utf-8") if raw is not None else ""


def line_of(node: Node) -> int:
    return node.start_point.row + 1


@cache
def _parser() -> Parser:
    import tree_sitter_typescript
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_typescript.language_typescript()))
