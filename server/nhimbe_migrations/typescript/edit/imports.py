"""How a file comes to know `ObjectId` when a member needs it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nhimbe_migrations.text import Edit, Span
from nhimbe_migrations.typescript.syntax.style import Style
from nhimbe_migrations.typescript_tree import Source

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["is_module", "object_id_import"]

INLINE = 'import("mongodb").ObjectId'
"""For a file of global declarations: an import statement would turn it into a module and hide them all."""


def is_module(source: Source) -> bool:
    """Tell whether the file imports or exports anything at its top level; an empty file will."""
    statements = source.root.named_children
    kinds = {"import_statement", "export_statement"}
    return any(node.type in kinds for node in statements) or all(node.type == "comment" for node in statements)


def object_id_import(source: Source, style: Style) -> tuple[Edit, ...]:
    """Return the edit that imports `ObjectId` where the file's other imports stand."""
    imports = [node for node in source.root.named_children if node.type == "import_statement"]
    for node in imports:
        names = _named_imports(node)
        if names is not None and re.search(r"""from\s*["'](?:mongodb|bson)["']""", source.of(node)):
            last = names.named_children[-1]
            at = source.offset(last.end_byte)
            return (Edit(Span(at, at), ", ObjectId"),)
    ending = ";" if not imports or source.of(imports[0]).endswith(";") else ""
    line = f"import type {{ ObjectId }} from {style.quote}mongodb{style.quote}{ending}"
    if imports:
        at = source.span(imports[-1]).end
        return (Edit(Span(at, at), style.newline + line),)
    at = _head(source)
    return (Edit(Span(at, at), line + style.newline * 2),)


def _named_imports(node: Node) -> Node | None:
    clause = next((child for child in node.named_children if child.type == "import_clause"), None)
    names = [child for child in clause.named_children if child.type == "named_imports"] if clause else []
    return names[0] if names and names[0].named_children else None


def _head(source: Source) -> int:
    """Return where the first statement's own lines begin: behind the comment that heads the file."""
    children = source.root.children
    for position, child in enumerate(children):
        following = children[position + 1] if position + 1 < len(children) else None
        if child.type not in {"comment", "hash_bang_line"} or following is None:
            return source.span(child).start
        between = source.data[child.end_byte : following.start_byte]
        if child.type == "comment" and between.count(b"\n") > 1 and following.type != "comment":
            return source.span(following).start
    return len(source.text)
