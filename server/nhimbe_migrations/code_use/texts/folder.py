"""What an expression says as a text: literals, constants, concatenations, templates, joins and ternaries, folded.

The result is a sequence of parts: fixed text, and holes. A hole whose possible texts are all known lists them; one that
is made at run time is bare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.declarations import changes_of, declaration_of
from nhimbe_migrations.code_use.syntax import CodeFile, unescaped
from nhimbe_migrations.code_use.texts.arrays import Arrays
from nhimbe_migrations.code_use.texts.base import DEPTH, WRAPPED, Base
from nhimbe_migrations.code_use.texts.changes import Changes
from nhimbe_migrations.code_use.texts.parts import Hole, Part

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Folder"]

_SAME_TEXT = {"trim", "trimEnd", "trimStart", "toString", "toLowerCase", "toUpperCase"}


@dataclass(frozen=True)
class Folder(Arrays, Changes):
    """Folds expressions of one file; constants of other files are looked up through `elsewhere`."""

    def elsewhere_as(self, code: CodeFile) -> Folder:
        return replace(self, code=code, given={}, silent="")

    def folded(self, node: Node, depth: int) -> Iterator[Part]:  # noqa: C901 one branch a kind of node
        """Yield the parts of `node`."""
        if depth > DEPTH:
            yield self.hole(node)
            return
        kind = node.type
        if kind == "string":
            yield unescaped(self.code.of(node)[1:-1])
        elif kind == "number":
            yield self.code.of(node)
        elif kind == "template_string":
            yield from self._template(node, depth)
        elif kind == "binary_expression":
            yield from self._binary(node, depth)
        elif kind in WRAPPED and node.named_children:
            yield from self.folded(node.named_children[0], depth + 1)
        elif kind == "ternary_expression":
            yield self._either(node, depth)
        elif kind == "identifier":
            yield from self._named(node, depth)
        elif kind in {"member_expression", "subscript_expression"}:
            yield from self._member(node, depth)
        elif kind == "call_expression":
            yield from self._call(node, depth)
        else:
            yield self.hole(node)

    def _binary(self, node: Node, depth: int) -> Iterator[Part]:
        """A sum, however long; `a && b` is b or nothing."""
        operator = node.child_by_field_name("operator")
        sign = "" if operator is None else self.code.of(operator)
        if sign == "&&":
            texts = self.texts(node.child_by_field_name("right"), depth)
            yield self.hole(node, (*texts, "") if texts else ())
            return
        if sign != "+":
            yield self.hole(node)
            return
        summands: list[Node] = []
        current: Node | None = node
        while current is not None and current.type == "binary_expression":
            right = current.child_by_field_name("right")
            if right is not None:
                summands.append(right)
            current = current.child_by_field_name("left")
        if current is not None:
            summands.append(current)
        for item in reversed(summands):
            yield from self.folded(item, depth + 1)

    def _template(self, node: Node, depth: int) -> Iterator[Part]:
        at = node.start_byte + 1
        for child in node.named_children:
            if child.type == "template_substitution":
                yield unescaped(self.code.data[at : child.start_byte].decode("utf-8", "replace"))
                if child.named_children:
                    yield from self.folded(child.named_children[0], depth + 1)
                at = child.end_byte
        yield unescaped(self.code.data[at : node.end_byte - 1].decode("utf-8", "replace"))

    def _either(self, node: Node, depth: int) -> Hole:
        sides = [self.texts(node.child_by_field_name(side), depth) for side in ("consequence", "alternative")]
        known = [text for side in sides if side is not None for text in side]
        complete = all(side is not None for side in sides)
        return self.hole(node, tuple(sorted(dict.fromkeys(known), key=len, reverse=True)) if complete else ())

    def _named(self, node: Node, depth: int) -> Iterator[Part]:
        name = self.code.of(node)
        if name == self.silent:
            return
        found = declaration_of(self.code, node)
        if found is None:
            other = self.from_elsewhere(name)
            if other is None:
                yield self.hole(node)
            else:
                yield from self.elsewhere_as(other[0]).folded(other[1], depth + 1)
            return
        declarator, constant = found
        if declarator.type != "variable_declarator":
            yield from self._parameter(node, declarator, depth)
            return
        value = declarator.child_by_field_name("value")
        if constant and value is not None:
            yield from self.folded(value, depth + 1)
            return
        yield from self._variable(node, name, declarator, depth)

    def _variable(self, node: Node, name: str, declarator: Node, depth: int) -> Iterator[Part]:
        """A variable that is given whole texts first, and then has others added."""
        value = declarator.child_by_field_name("value")
        changes = list(changes_of(self.code, name, declarator))
        added = [change for change in changes if self.is_appended(change, name)]
        whole = [change for change in changes if not self.is_appended(change, name)]
        if not whole and value is not None:
            yield from self.folded(value, depth + 1)
        elif added and any(change.start_byte > added[0].start_byte for change in whole):
            yield self.hole(node)
            return
        else:
            rights = [right for change in whole if (right := change.child_by_field_name("right")) is not None]
            yield self.hole(node, self.assigned([*([value] if value is not None else []), *rights], node, name, depth))
        yield from self.appended(added, node, name, depth)

    def _parameter(self, node: Node, parameter: Node, depth: int) -> Iterator[Part]:
        """What a parameter is given, where one call is looked at; a default tells nothing of the other calls."""
        value = self.given.get(parameter.id)
        if value is None:
            each = self.each_of(parameter, depth)
            if not each:
                self.parameters[parameter.id] = parameter
            yield self.hole(node, each)
            return
        if not value or not isinstance(value[0], Base):
            yield from (part for part in value if not isinstance(part, Base))
            return
        folder, inner = value
        if isinstance(inner, (str, Hole)):
            yield self.hole(node)
            return
        folder = replace(folder, given={**folder.given, **self.given})  # it may be a parameter of the caller in turn
        pattern = parameter.child_by_field_name("pattern") or parameter
        if pattern.type == "object_pattern":
            yield from self._property(node, self.code.of(node), folder.resolved(inner), depth)
        else:
            yield from folder.folded(inner, depth + 1)

    def _member(self, node: Node, depth: int) -> Iterator[Part]:
        """`QUERIES.byId`: a property of a constant object, or of one that a parameter is given."""
        owner = node.child_by_field_name("object")
        key = node.child_by_field_name("property") or node.child_by_field_name("index")
        if owner is None or key is None or owner.type != "identifier":
            yield self.hole(node)
            return
        yield from self._property(node, self.code.of(key).strip("\"'"), self.resolved(owner), depth)

    def _property(self, node: Node, wanted: str, found: tuple[Base, Node] | None, depth: int) -> Iterator[Part]:
        """The property `wanted` of an object that is written out."""
        if found is None:
            yield self.hole(node)
            return
        folder, value = found
        if value.type == "call_expression" and folder.code.of(value).startswith("Object.freeze("):
            arguments = value.child_by_field_name("arguments")
            value = arguments.named_children[0] if arguments is not None and arguments.named_children else value
        while value.type in WRAPPED and value.named_children:
            value = value.named_children[0]
        for pair in value.named_children if value.type == "object" else ():
            called, inner = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if called is not None and inner is not None and folder.code.of(called).strip("\"'") == wanted:
                yield from folder.folded(inner, depth + 1)
                return
            if pair.type == "shorthand_property_identifier" and folder.code.of(pair) == wanted:
                yield from folder.folded(pair, depth + 1)
                return
        yield self.hole(node)

    def _call(self, node: Node, depth: int) -> Iterator[Part]:
        callee = node.child_by_field_name("function")
        method = callee.child_by_field_name("property") if callee is not None else None
        owner = callee.child_by_field_name("object") if callee is not None else None
        name = self.code.of(method) if method is not None else ""
        if owner is not None and name in _SAME_TEXT:
            yield from self.folded(owner, depth + 1)
        elif owner is not None and name == "join":
            yield from self.joined(node, owner, depth)
        else:
            yield self.hole(node)
