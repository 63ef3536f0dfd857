"""What every reader of a tree needs to write facts: new slots, texts, types as they are named in code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.rows.facts import Access, DeclaredType, Facts, TypeMember
from nhimbe_migrations.code_use.syntax import CodeFile

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Builder", "Scope"]

_SAME = {"Promise", "Awaited", "Readonly", "Partial", "Required", "NonNullable", "Pick", "Omit"}
_MANY = {"Array", "ReadonlyArray", "Iterable", "AsyncIterable", "Set"}
_RESULT = {"D1Result", "D1Response"}
_SHOWN = 120


@dataclass(slots=True)
class Scope:
    """The names of a block; what it has not is looked up around it."""

    around: Scope | None = None
    names: dict[str, int] = field(default_factory=dict)
    function: bool = False
    """It is a function's, so `var` and `return` end here."""
    returns: int = -1
    this: int = -1

    def find(self, name: str) -> int | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.around
        return None

    def own(self) -> Scope:
        """The function's scope that this stands in."""
        scope = self
        while not scope.function and scope.around is not None:
            scope = scope.around
        return scope

    def receiver(self) -> int:
        """The slot of `this`; -1 outside of any object."""
        scope: Scope | None = self
        while scope is not None:
            if scope.this >= 0:
                return scope.this
            scope = scope.around
        return -1


class Builder:
    """Facts of one file under construction."""

    def __init__(self, code: CodeFile) -> None:
        self.code = code
        self.facts = Facts()

    def slot(self) -> int:
        self.facts.slots += 1
        return self.facts.slots - 1

    def copy(self, source: int, to: int) -> None:
        if source >= 0 and to >= 0 and source != to:
            self.facts.copies.append((source, to))

    def text(self, node: Node) -> str:
        return " ".join(self.code.of(node).split())[:_SHOWN]

    def member(self, owner: int, name: str, node: Node) -> int:
        """The slot of `owner.name`; a name in capitals may be a binding of the Worker whatever it is read off."""
        is_binding = name.isupper()
        if owner < 0 and not is_binding:
            return -1
        to = self.slot()
        if is_binding:
            self.facts.bindings.append((to, name))
        if owner >= 0:
            self.facts.properties.append((owner, name, to))
            self.facts.accesses.append(Access(owner, name, node.start_point.row + 1, self.text(node)))
        return to

    # Types

    def types_of(self, node: Node | None, scope: Scope, shape: str = "row", depth: int = 0) -> list[tuple[int, str]]:
        """The types of this repository that a type names, each with the shape in which it is named."""
        if node is None or depth > _DEEPEST:
            return []
        kind, inner = node.type, node.named_children
        if kind == "type_identifier":
            slot = scope.find(self.code.of(node))
            return [] if slot is None else [(slot, shape)]
        if kind == "object_type":
            return [(self.declared_type(node, self.slot(), []), shape)]
        if kind == "array_type":
            return self.types_of(inner[0], scope, "rows", depth + 1) if inner else []
        if kind == "generic_type":
            name, arguments = node.child_by_field_name("name"), node.child_by_field_name("type_arguments")
            called = self.code.of(name) if name is not None else ""
            first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
            if called in _SAME:
                return self.types_of(first, scope, shape, depth + 1)
            if called in _MANY or called in _RESULT:
                return self.types_of(first, scope, "rows" if called in _MANY else "result", depth + 1)
            return []
        if kind in {
            "type_annotation", "readonly_type", "union_type", "intersection_type", "parenthesized_type", "optional_type",
        }:  # fmt: skip
            return [found for item in inner for found in self.types_of(item, scope, shape, depth + 1)]
        return []

    def declared_type(self, body: Node, slot: int, bases: list[int]) -> int:
        """Note the members that a body lists."""
        members: list[TypeMember] = []
        for item in body.named_children:
            name = item.child_by_field_name("name") if item.type == "property_signature" else None
            if name is not None:
                called = self.code.of(name).strip("\"'")
                members.append(TypeMember(called, item.start_point.row + 1, self.text(item)))
        self.facts.types.append(DeclaredType(slot, tuple(members), tuple(bases)))
        return slot

    def says_type(self, value: int, node: Node | None, scope: Scope) -> None:
        """Note that the code says `value` has the type at `node`."""
        if value < 0:
            return
        for slot, _ in self.types_of(node, scope):
            self.facts.typed.append((value, slot))

    def declares_type(self, value: int, node: Node | None, scope: Scope) -> None:
        """Note that the name at `value` is declared with the type at `node`."""
        if value < 0:
            return
        for slot, shape in self.types_of(node, scope):
            self.facts.typed.append((value, slot))
            self.facts.declared.append((value, slot, shape))


_DEEPEST = 20
