"""Every loop of a migration asks, at each turn, whether its time is over. So an endless one ends, and tells its line.

A runtime can only kill a loop from outside, and then nobody knows where it was. No line moves: all insertions stay on theirs.
What the translator to JavaScript would make something else of is put in brackets on the way: `() => <Type>{ … }`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.text import Edit, Span, apply_edits
from nhimbe_migrations.typescript_tree import parse

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["with_ticks"]

_LOOPS = {"while_statement", "do_statement", "for_statement", "for_in_statement"}
_TICK = "__tick();"


def with_ticks(text: str) -> str:
    """Return `text` with a call of `__tick` first in the body of every loop."""
    source = parse(text)
    if source.root.has_error:
        return text
    edits: list[Edit] = []
    open_nodes = [source.root]
    while open_nodes:
        node = open_nodes.pop()
        open_nodes.extend(node.children)
        body = node.child_by_field_name("body") if node.type in _LOOPS else None
        if body is not None:
            edits += _tick(body)
        if node.type == "type_assertion":
            # Without its type the object would begin a block.
            edits += [_insert(node.start_byte, "("), _insert(node.end_byte, ")")]
    at = [(edit.span.start, edit.text) for edit in edits]
    # Bytes to code points, since a name or a comment need not be ASCII. At one place an outer loop's brace comes first.
    placed = [Edit(Span(*([source.offset(byte)] * 2)), inserted) for byte, inserted in at]
    return apply_edits(text, placed)


def _tick(body: Node) -> list[Edit]:
    if body.type == "statement_block":
        return [_insert(body.start_byte + 1, _TICK)]
    return [_insert(body.start_byte, "{" + _TICK), _insert(body.end_byte, "}")]


def _insert(at: int, text: str) -> Edit:
    return Edit(Span(at, at), text)
