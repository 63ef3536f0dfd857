"""What a model brings in, as far as a new file still names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.tree import Tree, named, text_of, walk

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["imports_of"]


def imports_of(tree: Tree, kept: str) -> Iterator[str]:
    """The model's statements that bring in a name which is still used, without the names that are not."""
    used = set(re.findall(r"[A-Za-z_$][\w$]*", kept))
    for statement in named(tree.root):
        if statement.type == "import_statement":
            text = _trimmed(tree.of(statement), used)
        elif (
            statement.type in {"lexical_declaration", "variable_declaration"}
            and _declares(statement) & used
            and not _carries_function(statement)
        ):
            text = tree.of(statement)
            used |= set(re.findall(r"[A-Za-z_$][\w$]*", text))
        else:
            continue
        if text:
            yield text


def _carries_function(statement: Node) -> bool:
    return any(node.type in {"arrow_function", "function_expression"} for node in walk(statement))


def _declares(statement: Node) -> set[str]:
    names = (node.child_by_field_name("name") for node in named(statement))
    return {text_of(node) for name in names if name is not None for node in walk(name) if "identifier" in node.type}


def _trimmed(text: str, used: set[str]) -> str:
    """An import without the names that nothing uses; empty where none is left."""
    match = re.fullmatch(
        r"import\s+(?P<type>type\s+)?(?P<default>[\w$]+)?(?P<comma>\s*,\s*)?(?P<star>\*\s*as\s+[\w$]+)?(?:\{(?P<names>[^}]*)\})?\s*from\s*(?P<source>['\"][^'\"]+['\"])(?P<end>;?)",
        text, re.DOTALL,
    )  # fmt: skip
    if match is None:
        # Imported for what it does: `import "module-alias/register"`.
        return text if re.match(r"import\s*['\"]", text) else ""
    names = [name.strip() for name in (match["names"] or "").split(",") if name.strip()]
    names = [name for name in names if name.split()[-1] in used]
    default = match["default"] if match["default"] in used else ""
    star = match["star"] if match["star"] and match["star"].split()[-1] in used else ""
    parts = [part for part in (default, star, f"{{ {', '.join(names)} }}" if names else "") if part]
    return f"import {match['type'] or ''}{', '.join(parts)} from {match['source']}{match['end']}" if parts else ""
