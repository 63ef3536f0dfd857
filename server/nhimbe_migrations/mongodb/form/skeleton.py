"""The form in which a history writes its modules: what stands around the bodies of `up` and `down`, and where they get the database.

The newest file of the commonest form is the model. Its statements that carry the two functions are kept, with empty bodies;
its other code is not. So parameters, types, annotations and the way of exporting are those of the neighbours, whatever they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.forms import exported_functions
from nhimbe_migrations.mongodb.code.tree import named, parse, walk
from nhimbe_migrations.mongodb.form.access import Access, access_of
from nhimbe_migrations.mongodb.form.imports import imports_of
from nhimbe_migrations.mongodb.form.pieces import Piece, block_of, in_own_steps, pieces_of, with_down
from nhimbe_migrations.mongodb.form.style import Layout, first_line_comment, layout_of

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Skeleton", "skeleton_of"]

_LOOKED_AT = 12
"""Files that show the form, the newest."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What a new file of the history looks like, but for the bodies."""

    extension: str
    """With its dot."""
    pieces: tuple[Piece, ...]
    imports: tuple[str, ...]
    """Statements that bring in what the pieces and the prologue name, as the model writes them."""
    access: Access
    layout: Layout
    first_line: str
    is_module: bool
    """It imports with `import`; else with `require`."""
    says_types: bool
    """It says of which type the database is, so that a compiler knows its methods."""
    model: str
    """The file that it was read from."""
    runner: str = ""
    """What takes the files; empty where that is not known."""

    @property
    def is_typed(self) -> bool:
        return self.extension in (".ts", ".mts", ".cts")


def skeleton_of(files: Sequence[tuple[str, str]], runner: str = "") -> Skeleton | None:
    """Return the form of the newest files of a history; None where none can be followed.

    Args:
        files: path and text of each, in their order.
        runner: what takes them, which decides what a function without parameters is handed.
    """
    return _skeleton(tuple(files[-_LOOKED_AT:]), runner)


@lru_cache(maxsize=4)
def _skeleton(files: tuple[tuple[str, str], ...], runner: str) -> Skeleton | None:
    read = [found for file, text in reversed(files) if (found := _read(file, text, runner)) is not None]
    if not read:
        return None
    common, _ = Counter(key for key, _ in read).most_common(1)[0]
    alike = [skeleton for key, skeleton in read if key == common]
    whole = [skeleton for skeleton in alike if any(piece.role == "down" for piece in skeleton.pieces)]
    return (whole or alike)[0]


def _read(file: str, text: str, runner: str) -> tuple[tuple[str, ...], Skeleton] | None:
    """The kind of form of a file, by which files are counted, and the form."""
    tree = parse(text)
    if tree.faults():
        return None
    functions = exported_functions(tree)
    up, down = functions.get("up"), functions.get("down")
    bodies = {name: node for name, node in (("up", up), ("down", down)) if node is not None and block_of(node)}
    if "up" not in bodies or (down is not None and "down" not in bodies):
        return None
    extension = re.search(r"\.[cm]?[jt]s$", file)
    if extension is None:
        return None
    layout = layout_of(tree, text)
    pieces = [*in_own_steps(pieces_of(tree, bodies), layout.indent)]
    if not any(piece.role == "up" for piece in pieces):
        return None
    if down is None:
        pieces = [*with_down(pieces)]
    access = access_of(tree, bodies["up"], runner, is_typed=extension[0].endswith("ts"))
    is_module = any(child.type in {"import_statement", "export_statement"} for child in named(tree.root))
    kept = "\n".join([*(piece.text for piece in pieces), *access.prologue])
    skeleton = Skeleton(
        extension[0], tuple(pieces), tuple(imports_of(tree, kept)), access, layout, first_line_comment(text),
        is_module, _says_types(bodies["up"]), file, runner,
    )  # fmt: skip
    kind = re.sub(r"\s+", " ", "".join(piece.role or piece.text[:20] for piece in pieces))[:60]
    return (extension[0], kind, str(access.is_direct)), skeleton


def _says_types(up: Node) -> bool:
    """Whether the parameters, or the constant that holds the function, are typed."""
    parameters = up.child_by_field_name("parameters")
    holder = up.parent
    stated = holder is not None and holder.child_by_field_name("type") is not None
    if parameters is None or not named(parameters):
        return parameters is not None and up.child_by_field_name("return_type") is not None
    return stated or any(node.type == "type_annotation" for node in walk(parameters))
