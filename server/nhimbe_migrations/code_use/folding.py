"""What an expression says as a text: literals, constants, concatenations, templates, joins and ternaries, folded.

The result is a sequence of parts: fixed text, and holes. A hole whose possible texts are all known lists them; one that
is made at run time is bare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.declarations import changes_of, declaration_of, imported_as, in_scope_of
from nhimbe_migrations.code_use.syntax import FUNCTIONS, CodeFile, ancestors, unescaped, walk

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Folder", "Hole", "Part"]


@dataclass(frozen=True, slots=True)
class Hole:
    """A place whose text is decided when the program runs."""

    expression: str
    texts: tuple[str, ...] = ()
    """All that it can be, the fullest first; nothing where that is not known."""


Part = str | Hole
Elsewhere = Callable[[str, str, str], "tuple[CodeFile, Node] | None"]
"""(file, module as imported, name) → the exported declaration's value."""

_DEPTH = 24
_WRAPPED = {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"}
_SAME_TEXT = {"trim", "trimEnd", "trimStart", "toString"}
_MOST_TEXTS = 12


@dataclass(frozen=True, slots=True)
class Folder:
    """Folds expressions of one file; constants of other files are looked up through `elsewhere`."""

    code: CodeFile
    elsewhere: Elsewhere | None = None

    def fold(self, node: Node, depth: int = 0) -> tuple[Part, ...]:
        """Return the parts of the text that `node` stands for."""
        return tuple(_merged(self._fold(node, depth)))

    def _fold(self, node: Node, depth: int) -> Iterator[Part]:  # noqa: C901, PLR0912 one branch a kind of node
        if depth > _DEPTH:
            yield self._hole(node)
            return
        kind = node.type
        if kind == "string":
            yield unescaped(self.code.of(node)[1:-1])
        elif kind == "number":
            yield self.code.of(node)
        elif kind == "template_string":
            yield from self._template(node, depth)
        elif kind == "binary_expression" and self._operator(node) == "+":
            for side in ("left", "right"):
                if child := node.child_by_field_name(side):
                    yield from self._fold(child, depth + 1)
        elif kind == "binary_expression" and self._operator(node) in {"||", "??"}:
            yield self._hole(node)
        elif kind in _WRAPPED and node.named_children:
            yield from self._fold(node.named_children[0], depth + 1)
        elif kind == "ternary_expression":
            yield self._either(node, depth)
        elif kind == "identifier":
            yield from self._named(node, depth)
        elif kind in {"member_expression", "subscript_expression"}:
            yield from self._member(node, depth)
        elif kind == "call_expression":
            yield from self._call(node, depth)
        else:
            yield self._hole(node)

    def _hole(self, node: Node, texts: tuple[str, ...] = ()) -> Hole:
        return Hole(" ".join(self.code.of(node).split())[:80], texts)

    def _operator(self, node: Node) -> str:
        operator = node.child_by_field_name("operator")
        return "" if operator is None else self.code.of(operator)

    def _template(self, node: Node, depth: int) -> Iterator[Part]:
        at = node.start_byte + 1
        for child in node.named_children:
            if child.type == "template_substitution":
                yield unescaped(self.code.data[at : child.start_byte].decode("utf-8", "replace"))
                if child.named_children:
                    yield from self._fold(child.named_children[0], depth + 1)
                at = child.end_byte
        yield unescaped(self.code.data[at : node.end_byte - 1].decode("utf-8", "replace"))

    def _texts(self, node: Node | None, depth: int) -> tuple[str, ...] | None:
        """All texts that `node` can be; None where that is not known."""
        if node is None or node.type in {"undefined", "null", "false"}:
            return ("",)
        texts: tuple[str, ...] = ("",)
        for part in self.fold(node, depth + 1):
            more = (part,) if isinstance(part, str) else part.texts
            if not more or len(texts) * len(more) > _MOST_TEXTS:
                return None
            texts = tuple(text + other for text in texts for other in more)
        return texts

    def _either(self, node: Node, depth: int) -> Hole:
        sides = [self._texts(node.child_by_field_name(side), depth) for side in ("consequence", "alternative")]
        known = [text for side in sides if side is not None for text in side]
        complete = all(side is not None for side in sides)
        return self._hole(node, tuple(sorted(dict.fromkeys(known), key=len, reverse=True)) if complete else ())

    def _named(self, node: Node, depth: int) -> Iterator[Part]:
        name = self.code.of(node)
        found = declaration_of(self.code, node)
        if found is None:
            yield from self._imported(node, name, depth)
            return
        declarator, constant = found
        value = declarator.child_by_field_name("value")
        if declarator.type != "variable_declarator" or value is None:
            if declarator.type == "variable_declarator":
                yield self._hole(node, self._assigned(name, declarator, node, depth))
            else:
                yield self._hole(node)
            return
        if constant:
            yield from self._fold(value, depth + 1)
            return
        changes = list(changes_of(self.code, name, declarator))
        if any(change.type == "assignment_expression" for change in changes):
            yield self._hole(node, self._assigned(name, declarator, node, depth))
            return
        yield from self._fold(value, depth + 1)
        yield from self._appended(changes, node, depth)

    def _appended(self, changes: list[Node], use: Node, depth: int) -> Iterator[Part]:
        around = {item.id for item in ancestors(use)}
        for change in changes:
            if change.start_byte > use.start_byte:
                break
            right = change.child_by_field_name("right")
            block = next(
                (item for item in ancestors(change) if item.type in _CONDITIONAL or item.type in FUNCTIONS), None
            )
            if block is None or block.id in around:
                yield from self._fold(right, depth + 1) if right else ()
                continue
            texts = self._texts(right, depth)
            yield self._hole(change, (*texts, "") if texts else ())

    def _assigned(self, name: str, declarator: Node, use: Node, depth: int) -> tuple[str, ...]:
        """The texts that a variable can have where each assignment gives it a whole one."""
        texts: list[str] = []
        value = declarator.child_by_field_name("value")
        rights = [change.child_by_field_name("right") for change in changes_of(self.code, name, declarator)]
        if any(change.type != "assignment_expression" for change in changes_of(self.code, name, declarator)):
            return ()
        for right in ([value] if value is not None else []) + rights:
            if right is None or _mentions(self.code, right, name):
                return ()
            more = self._texts(right, depth)
            if more is None:
                return ()
            texts.extend(more)
        whole = [text for text in dict.fromkeys(texts) if text]
        empty = [""] if "" in texts and use.parent is not None and use.parent.type != "arguments" else []
        return tuple([*sorted(whole, key=len, reverse=True), *empty][:_MOST_TEXTS])

    def _imported(self, node: Node, name: str, depth: int) -> Iterator[Part]:
        found = self._from_elsewhere(name)
        if found is None:
            yield self._hole(node)
            return
        code, value = found
        yield from Folder(code, self.elsewhere).fold(value, depth + 1)

    def _from_elsewhere(self, name: str) -> tuple[CodeFile, Node] | None:
        found = imported_as(self.code, name) if self.elsewhere else None
        return self.elsewhere(self.code.path, *found) if self.elsewhere and found else None

    def _member(self, node: Node, depth: int) -> Iterator[Part]:
        """`QUERIES.byId`: a property of a constant object."""
        owner = node.child_by_field_name("object")
        key = node.child_by_field_name("property") or node.child_by_field_name("index")
        found: tuple[CodeFile, Node] | None = None
        if owner is not None and key is not None and owner.type == "identifier":
            declared = declaration_of(self.code, owner)
            if declared is None:
                found = self._from_elsewhere(self.code.of(owner))
            elif declared[1] and (value := declared[0].child_by_field_name("value")) is not None:
                found = self.code, value
        if found is None or key is None:
            yield self._hole(node)
            return
        code, value = found
        while value.type in _WRAPPED and value.named_children:
            value = value.named_children[0]
        wanted = self.code.of(key).strip("\"'")
        for pair in value.named_children if value.type == "object" else ():
            called, inner = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if called is not None and inner is not None and code.of(called).strip("\"'") == wanted:
                yield from Folder(code, self.elsewhere).fold(inner, depth + 1)
                return
        yield self._hole(node)

    def _call(self, node: Node, depth: int) -> Iterator[Part]:
        callee = node.child_by_field_name("function")
        method = callee.child_by_field_name("property") if callee is not None else None
        owner = callee.child_by_field_name("object") if callee is not None else None
        name = self.code.of(method) if method is not None else ""
        if owner is not None and name in _SAME_TEXT:
            yield from self._fold(owner, depth + 1)
        elif owner is not None and name == "join":
            yield from self._joined(node, owner, depth)
        else:
            yield self._hole(node)

    def _joined(self, node: Node, owner: Node, depth: int) -> Iterator[Part]:
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        separator = self._texts(given[0], depth) if given else (",",)
        if separator is None:
            yield self._hole(node)
            return
        items = self._items(owner, depth)
        if items is None:
            yield self._hole(node)
            return
        for place, item in enumerate(items):
            if place:
                yield separator[0]
            yield from item

    def _items(self, node: Node, depth: int) -> list[tuple[Part, ...]] | None:
        """The items of an array that is written out, filled by push(), or mapped from anything by a fixed text."""
        if depth > _DEPTH:
            return None
        while node.type in _WRAPPED and node.named_children:
            node = node.named_children[0]
        if node.type == "array":
            return [self.fold(item, depth + 1) for item in node.named_children if item.type != "comment"]
        if node.type == "call_expression":
            return self._mapped(node, depth)
        if node.type != "identifier":
            return None
        found = declaration_of(self.code, node)
        value = found[0].child_by_field_name("value") if found else None
        if found is None or value is None:
            return None
        items = self._items(value, depth + 1)
        return None if items is None else [*items, *self._pushed(self.code.of(node), found[0], depth)]

    def _pushed(self, name: str, declarator: Node, depth: int) -> Iterator[tuple[Part, ...]]:
        for node in in_scope_of(declarator):
            callee = node.child_by_field_name("function") if node.type == "call_expression" else None
            if callee is not None and self.code.of(callee) == f"{name}.push":
                arguments = node.child_by_field_name("arguments")
                for item in arguments.named_children if arguments is not None else ():
                    yield self.fold(item, depth + 1)

    def _mapped(self, node: Node, depth: int) -> list[tuple[Part, ...]] | None:
        callee = node.child_by_field_name("function")
        text = self.code.of(callee) if callee is not None else ""
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        if text.endswith((".map", ".fill", ".flatMap")) or text == "Array.from":
            body = next((item.child_by_field_name("body") for item in given if item.type == "arrow_function"), None)
            chosen = body if body is not None else given[0] if text.endswith(".fill") and given else None
            if chosen is None:
                return None
            if chosen.type == "statement_block":
                returned = [item for item in chosen.named_children if item.type == "return_statement"]
                chosen = returned[0].named_children[0] if len(returned) == 1 and returned[0].named_children else None
            return None if chosen is None else [self.fold(chosen, depth + 1)]
        return None


_CONDITIONAL = {
    "if_statement", "else_clause", "switch_case", "switch_default", "for_statement", "for_in_statement",
    "while_statement", "catch_clause",
}  # fmt: skip


def _mentions(code: CodeFile, node: Node, name: str) -> bool:
    return any(item.type == "identifier" and code.of(item) == name for item in walk(node))


def _merged(parts: Iterator[Part]) -> Iterator[Part]:
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
        else:
            if text:
                yield text
            text = ""
            yield part
    if text:
        yield text
