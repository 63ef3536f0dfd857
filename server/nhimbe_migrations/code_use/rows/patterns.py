"""Facts of functions and of patterns: how names get their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.rows.builder import Builder, Scope
from nhimbe_migrations.code_use.rows.facts import Access, Function

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Patterns"]


class Patterns(Builder):
    """Binds names; what reads expressions and statements adds to it."""

    def read(self, node: Node | None, scope: Scope) -> int:
        """Read an expression and return the slot of its value; `Expressions` knows how."""
        raise NotImplementedError

    def block(self, node: Node, scope: Scope) -> None:
        """Read the statements below `node`; `Reader` knows how."""
        raise NotImplementedError

    def class_of(self, node: Node, scope: Scope, slot: int) -> int:
        """Read a class; `Reader` knows how."""
        raise NotImplementedError

    def function(self, node: Node, scope: Scope, slot: int) -> int:
        """Read a function, whose value `slot` gets."""
        own = Scope(scope, function=True, returns=self.slot())
        listed, single = node.child_by_field_name("parameters"), node.child_by_field_name("parameter")
        parameters: list[int] = []
        rest = -1
        for item in [*(listed.named_children if listed is not None else ()), *([single] if single is not None else ())]:
            if item.type == "comment":
                continue
            pattern = item.child_by_field_name("pattern") or item
            if pattern.type == "this":
                continue
            if pattern.type == "rest_pattern":
                rest = len(parameters)
            value = self.slot()
            parameters.append(value)
            self.declares_type(value, item.child_by_field_name("type"), scope)
            self.bind(pattern, value, own)
            default = item.child_by_field_name("value")
            if default is not None:
                self.copy(self.read(default, own), value)
            if any(child.type in {"accessibility_modifier", "readonly"} for child in item.children):
                receiver = scope.receiver()
                if receiver >= 0:
                    self.facts.stores.append((receiver, self.code.of(pattern), value))
        body = node.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            self.block(body, own)
        else:
            self.copy(self.read(body, own), own.returns)
        self.says_type(own.returns, node.child_by_field_name("return_type"), scope)
        self.facts.functions.append(Function(slot, tuple(parameters), own.returns, rest))
        return slot

    def bind(self, pattern: Node, value: int, scope: Scope) -> None:  # noqa: C901, PLR0912 one branch a kind of pattern
        """Give the names of a pattern what `value` has for them; names that are there already keep their slots."""
        kind = pattern.type
        if kind in {"identifier", "shorthand_property_identifier_pattern"}:
            name = self.code.of(pattern)
            if name in scope.names:
                self.copy(value, scope.names[name])
            else:
                scope.names[name] = value if value >= 0 else self.slot()
        elif kind == "object_pattern":
            for item in pattern.named_children:
                if item.type == "pair_pattern":
                    key, inner = item.child_by_field_name("key"), item.child_by_field_name("value")
                    if key is not None and inner is not None:
                        self.bind(inner, self.member(value, self.code.of(key).strip("\"'"), item), scope)
                elif item.type == "object_assignment_pattern":
                    left, right = item.child_by_field_name("left"), item.child_by_field_name("right")
                    if left is not None:
                        found = self.member(value, self.code.of(left), item)
                        self.copy(self.read(right, scope), found)
                        self.bind(left, found, scope)
                elif item.type == "shorthand_property_identifier_pattern":
                    self.bind(item, self.member(value, self.code.of(item), item), scope)
                elif item.type == "rest_pattern" and item.named_children:
                    self.bind(item.named_children[0], value, scope)
        elif kind == "array_pattern":
            place = 0
            for item in pattern.children:
                if item.type == ",":
                    place += 1
                elif item.type == "rest_pattern" and item.named_children:
                    self.bind(item.named_children[0], value, scope)
                elif item.is_named:
                    self.bind(item, self._at(value, place), scope)
        elif kind in {"assignment_pattern", "rest_pattern"}:
            left = pattern.child_by_field_name("left") or (
                pattern.named_children[0] if pattern.named_children else None
            )
            if left is not None:
                self.copy(self.read(pattern.child_by_field_name("right"), scope), value)
                self.bind(left, value, scope)

    def _at(self, value: int, place: int) -> int:
        if value < 0:
            return -1
        to = self.slot()
        self.facts.properties.append((value, str(place), to))
        return to

    def assign(self, left: Node | None, value: int, scope: Scope) -> None:
        """Give the left side of an assignment what the right one has."""
        if left is None:
            return
        if left.type == "identifier":
            found = scope.find(self.code.of(left))
            self.copy(value, found if found is not None else -1)
        elif left.type in {"member_expression", "subscript_expression"}:
            owner = self.read(left.child_by_field_name("object"), scope)
            key, index = left.child_by_field_name("property"), left.child_by_field_name("index")
            constant = index is not None and index.type in {"string", "number"}
            name = (
                self.code.of(key)
                if key is not None
                else self.code.of(index).strip("\"'")
                if index and constant
                else "*"
            )
            if index is not None and not constant:
                self.read(index, scope)
            if owner >= 0:
                self.facts.accesses.append(Access(owner, name, left.start_point.row + 1, self.text(left)))
                if value >= 0:
                    self.facts.stores.append((owner, name, value))
        elif left.type in {"object_pattern", "array_pattern"}:
            inner = Scope(scope)
            self.bind(left, value, inner)
            for name, slot in inner.names.items():
                found = scope.find(name)
                self.copy(slot, found if found is not None else -1)
