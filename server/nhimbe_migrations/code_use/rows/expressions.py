"""Facts of expressions: members, calls, objects, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.rows.builder import Scope
from nhimbe_migrations.code_use.rows.facts import Call, Class
from nhimbe_migrations.code_use.rows.patterns import Patterns
from nhimbe_migrations.code_use.syntax import callee_of

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Expressions"]

_DEEPEST = 120
"""Expressions in one another; what is deeper is not followed."""
_THROUGH = {"await_expression", "parenthesized_expression", "non_null_expression", "spread_element"}
_TYPED = {"as_expression", "satisfies_expression"}
_FUNCTIONS = {"arrow_function", "function_expression", "generator_function", "method_definition"}


class Expressions(Patterns):
    """Reads expressions; `Reader` adds statements."""

    depth = 0

    def read(self, node: Node | None, scope: Scope) -> int:
        """Read an expression and return the slot of its value; -1 where nothing of use can come of it."""
        if node is None or self.depth > _DEEPEST:
            return -1
        self.depth += 1
        try:
            return self._read(node, scope)
        finally:
            self.depth -= 1

    def _read(self, node: Node, scope: Scope) -> int:  # noqa: C901, PLR0912 one branch a kind of node
        kind = node.type
        if kind in {"identifier", "shorthand_property_identifier"}:
            name = self.code.of(node)
            found = scope.find(name)
            if found is None and name.isupper():
                return self.member(-1, name, node)
            return -1 if found is None else found
        if kind == "this":
            return scope.receiver()
        if kind in {"member_expression", "subscript_expression"}:
            return self._member(node, scope)
        if kind == "call_expression":
            return self._call(node, scope)
        if kind == "new_expression":
            return self._new(node, scope)
        if kind in _FUNCTIONS:
            return self.function(node, scope, self.slot())
        if kind in _THROUGH:
            return self.read(_inner(node), scope)
        if kind in _TYPED:
            value = self.read(_inner(node), scope)
            self.says_type(value, node.named_children[-1], scope)
            return value
        if kind in {"assignment_expression", "augmented_assignment_expression"}:
            value = self.read(node.child_by_field_name("right"), scope)
            self.assign(node.child_by_field_name("left"), value, scope)
            return value
        if kind == "object":
            return self._object(node, scope)
        if kind == "array":
            return self._array(node, scope)
        if kind == "class":
            return self.class_of(node, scope, self.slot())
        if kind == "ternary_expression":
            self.read(node.child_by_field_name("condition"), scope)
            return self._any([node.child_by_field_name("consequence"), node.child_by_field_name("alternative")], scope)
        if kind in {"binary_expression", "sequence_expression"}:
            return self._any(list(node.named_children), scope)
        if kind in {"template_string", "string", "number", "true", "false", "null", "undefined", "regex"}:
            return self._any(list(node.named_children), scope) if kind == "template_string" else -1
        if kind == "template_substitution":
            return self._any(list(node.named_children), scope)
        if kind == "statement_block":
            self.block(node, scope)
            return -1
        for child in node.named_children:
            self.read(child, scope)
        return -1

    def _any(self, nodes: list[Node | None], scope: Scope) -> int:
        """A slot that has what any of `nodes` has."""
        slots = [slot for slot in (self.read(node, scope) for node in nodes) if slot >= 0]
        if len(slots) < 2:  # noqa: PLR2004 one needs no slot of its own
            return slots[0] if slots else -1
        to = self.slot()
        for slot in slots:
            self.copy(slot, to)
        return to

    def _member(self, node: Node, scope: Scope) -> int:
        owner = self.read(node.child_by_field_name("object"), scope)
        key = node.child_by_field_name("property")
        if key is not None:
            return self.member(owner, self.code.of(key), node)
        index = node.child_by_field_name("index")
        if index is None:
            return -1
        if index.type in {"string", "number"}:
            return self.member(owner, self.code.of(index).strip("\"'"), node)
        self.read(index, scope)
        if owner < 0:
            return -1
        to = self.slot()
        self.facts.elements.append((owner, to))
        return to

    def _call(self, node: Node, scope: Scope) -> int:
        callee = callee_of(node)
        arguments = node.child_by_field_name("arguments")
        if callee is None or arguments is None or arguments.type != "arguments":
            for child in node.named_children:
                self.read(child, scope)
            return -1
        key = callee.child_by_field_name("property") if callee.type == "member_expression" else None
        method = self.code.of(key) if key is not None else ""
        owner = callee.child_by_field_name("object") if key is not None else callee
        if owner is not None and owner.type == "super" and not method:
            slot = scope.receiver()
            slot, method = (self.member(slot, "super", node), "constructor") if slot >= 0 else (-1, "")
        elif owner is not None and owner.type == "super":
            slot = scope.receiver()
        else:
            slot = self.read(owner, scope)
        known = self._known(node, owner, method, arguments, scope)
        if known is not None:
            return known
        return self._called(node, slot, method, arguments, scope)

    def _called(self, node: Node, slot: int, method: str, arguments: Node, scope: Scope, *, new: bool = False) -> int:
        given = [item for item in arguments.named_children if item.type != "comment"]
        slots: list[int] = []
        for item in given:
            value = self.read(item, scope)
            own = self.slot()  # a text of SQL may be known to start here
            self.copy(value, own)
            slots.append(own)
        if slot < 0:
            slot = self.slot()
        result = self.slot()
        named = node.child_by_field_name("type_arguments")
        types = [
            found
            for item in (named.named_children if named is not None else ())
            for found, _ in self.types_of(item, scope)
        ]
        literal = self.code.of(given[0])[1:-1] if given and given[0].type == "string" else None
        self.facts.calls.append(
            Call(
                slot, method, tuple(slots), tuple(item.start_byte for item in given), result, self.slot(),
                node.start_point.row + 1, self.text(node), literal, new, tuple(types),
            )
        )  # fmt: skip
        if method in {"set", "get"} and literal is not None:
            stored = method == "set" and len(slots) > 1
            self.facts.contexts.append((literal, slots[1] if stored else result, stored))
        return result

    def _known(self, node: Node, owner: Node | None, method: str, arguments: Node, scope: Scope) -> int | None:
        """What the functions of the language itself give; None for another function."""
        on = self.code.of(owner) if owner is not None and owner.type == "identifier" else ""
        given = [item for item in arguments.named_children if item.type != "comment"]
        if (on == "Promise" and method in {"all", "allSettled", "resolve", "race"}) or (
            not method and on == "structuredClone"
        ):
            return self._any(list(given), scope)
        if on == "Object" and method == "assign":
            return self._any(list(given), scope)
        if on == "Object" and method in {"values", "entries", "freeze"} and given:
            value = self.read(given[0], scope)
            if method == "freeze" or value < 0:
                return value
            element, listed = self.slot(), self.slot()
            self.facts.elements.append((value, element))
            if method == "entries":
                pair = self.slot()
                self.facts.tuples.append((pair, (-1, element)))
                element = pair
            self.facts.lists.append((listed, element))
            return listed
        if on == "Array" and method == "from" and given:
            value = self.read(given[0], scope)
            if len(given) == 1:
                return value
            result = self.slot()
            arrow = self.slot()
            self.copy(self.read(given[1], scope), arrow)
            self.facts.calls.append(
                Call(value if value >= 0 else self.slot(), "map", (arrow,), (given[1].start_byte,), result, self.slot(),
                     node.start_point.row + 1, "")
            )  # fmt: skip
            return result
        return None

    def _new(self, node: Node, scope: Scope) -> int:
        constructor, arguments = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
        if constructor is None or arguments is None:
            return -1
        if self.code.of(constructor) in {"Map", "Set", "WeakMap"} and scope.find(self.code.of(constructor)) is None:
            given = arguments.named_children
            value = self.read(given[0], scope) if given else -1
            slot = self.slot()
            entry, item = self.slot(), self.slot()
            if value >= 0:
                self.facts.elements.append((value, entry))
                if self.code.of(constructor) == "Set":
                    self.copy(entry, item)
                else:
                    self.facts.properties.append((entry, "1", item))
            self.facts.classes.append(Class(slot, {"*": item}, (), is_class=False, name="Map"))
            return slot
        return self._called(node, self.read(constructor, scope), "", arguments, scope, new=True)

    def _object(self, node: Node, scope: Scope) -> int:
        slot = self.slot()
        members: dict[str, int] = {}
        bases: list[int] = []
        methods: set[str] = set()
        inner = Scope(scope, this=slot)
        for item in node.named_children:
            if item.type == "pair":
                key, value = item.child_by_field_name("key"), item.child_by_field_name("value")
                computed = key is not None and key.type == "computed_property_name"
                if computed:
                    self.read(key, scope)
                name = "*" if key is None or computed else self.code.of(key).strip("\"'")
                if value is not None and value.type in _FUNCTIONS:
                    methods.add(name)
                found = self.read(value, inner)
                if name == "*" and found >= 0 and "*" in members:
                    self.copy(found, members["*"])
                else:
                    members[name] = found
            elif item.type == "shorthand_property_identifier":
                members[self.code.of(item)] = self.read(item, scope)
            elif item.type == "spread_element":
                found = self.read(item, scope)
                if found >= 0:
                    bases.append(found)
            elif item.type == "method_definition":
                of = item.child_by_field_name("name")
                called = self.code.of(of) if of is not None else "*"
                methods.add(called)
                members[called] = self.function(item, inner, self.slot())
        self.facts.classes.append(Class(slot, members, tuple(bases), is_class=False, methods=frozenset(methods)))
        return slot

    def _array(self, node: Node, scope: Scope) -> int:
        slot = self.slot()
        items: list[int] = []
        spread = False
        for item in node.named_children:
            if item.type == "comment":
                continue
            spread = spread or item.type == "spread_element"
            value = self.read(item, scope)
            if item.type == "spread_element":
                if value >= 0:
                    self.copy(value, slot)
            else:
                items.append(value)
        if items and not spread:
            self.facts.tuples.append((slot, tuple(items)))
        else:
            element = self.slot()
            for value in items:
                self.copy(value, element)
            self.facts.lists.append((slot, element))
        return slot


def _inner(node: Node) -> Node | None:
    """What stands in brackets, or is awaited or cast; JSDoc casts stand in front of it."""
    return next((item for item in node.named_children if item.type != "comment"), None)
