"""What folding is made of: a file, the constants of others, and what parameters are given at one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.declarations import declaration_of, imported_as
from nhimbe_migrations.code_use.syntax import CodeFile
from nhimbe_migrations.code_use.texts.parts import Hole, Part, merged, texts_of

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["DEPTH", "WRAPPED", "Base", "Elsewhere"]

Elsewhere = Callable[[str, str, str], "tuple[CodeFile, Node] | None"]
"""(file, module as imported, name) → the exported declaration's value."""
DEPTH = 24
WRAPPED = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"})


@dataclass(frozen=True)
class Base:
    """Folds expressions of one file; `Folder` knows every kind of expression."""

    code: CodeFile
    elsewhere: Elsewhere | None = None
    given: Mapping[int, tuple[Base, Node] | tuple[Part, ...]] = field(default_factory=dict)
    """Parameter (id of its node) → what it is given at the call that is looked at: an expression of a file, or a text."""
    parameters: dict[int, Node] = field(default_factory=dict)
    """Parameters that were met and are given nothing, by id: noted while folding."""
    silent: str = ""
    """A variable that counts as the empty text: in `sql = sql + …` it is what was there before."""

    def fold(self, node: Node, depth: int = 0) -> tuple[Part, ...]:
        """Return the parts of the text that `node` stands for."""
        return tuple(merged(self.folded(node, depth)))

    def folded(self, node: Node, depth: int) -> Iterator[Part]:
        """Yield the parts of `node`."""
        raise NotImplementedError

    def elsewhere_as(self, code: CodeFile) -> Base:
        """The same for another file."""
        raise NotImplementedError

    def hole(self, node: Node, texts: tuple[str, ...] = ()) -> Hole:
        return Hole(" ".join(self.code.of(node).split())[:80], texts)

    def texts(self, node: Node | None, depth: int) -> tuple[str, ...] | None:
        """All texts that `node` can be; None where that is not known."""
        if node is None or node.type in {"undefined", "null", "false"}:
            return ("",)
        return texts_of(self.fold(node, depth + 1))

    def from_elsewhere(self, name: str) -> tuple[CodeFile, Node] | None:
        """The value of a constant that is imported as `name`."""
        found = imported_as(self.code, name) if self.elsewhere else None
        return self.elsewhere(self.code.path, *found) if self.elsewhere and found else None

    def resolved(self, node: Node, depth: int = 0) -> tuple[Base, Node] | None:
        """The expression that a name stands for: a constant's value, or what a parameter is given."""
        while node.type in WRAPPED and node.named_children:
            node = node.named_children[0]
        if node.type != "identifier" or depth > DEPTH:
            return self, node
        found = declaration_of(self.code, node)
        if found is None:
            other = self.from_elsewhere(self.code.of(node))
            return None if other is None else (self.elsewhere_as(other[0]), other[1])
        value = self.given.get(found[0].id)
        if value is not None:
            if not isinstance(value[0], Base):
                return None
            folder, inner = replace(value[0], given={**value[0].given, **self.given}), value[1]
            whole = (found[0].child_by_field_name("pattern") or found[0]).type == "identifier"
            return folder.resolved(inner, depth + 1) if whole and not isinstance(inner, (str, Hole)) else None
        if found[0].type != "variable_declarator":
            self.parameters[found[0].id] = found[0]
            return None
        inner_value = found[0].child_by_field_name("value")
        return None if inner_value is None else self.resolved(inner_value, depth + 1)
