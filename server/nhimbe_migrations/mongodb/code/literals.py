"""What the literals of TypeScript stand for: strings with their escapes, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.tree import named, text_of
from nhimbe_migrations.mongodb.code.values import Dynamic

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["number_of", "string_of", "unescaped"]


def string_of(node: Node) -> str:
    """Return the text that a string literal stands for."""
    return "".join(
        unescaped(text_of(child)) if child.type == "escape_sequence" else text_of(child) for child in named(node)
    )


def unescaped(sequence: str) -> str:
    """Return what an escape sequence stands for, backslash included."""
    body = sequence[1:]
    simple = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
    if body in simple:
        return simple[body]
    if body[:1] in {"u", "x"}:
        return chr(int(body[1:].strip("{}"), 16))
    # A backslash before a line break joins the lines.
    return "" if body in {"\n", "\r\n", "\r", "\u2028", "\u2029"} else body


def number_of(text: str) -> int | float | Dynamic:
    """Return the number that a literal stands for; `Dynamic` for a BigInt."""
    plain = text.replace("_", "").lower()
    try:
        return int(plain, 0) if not any(mark in plain for mark in ".en") or plain.startswith("0x") else float(plain)
    except ValueError:
        return Dynamic(text)
