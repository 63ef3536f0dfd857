"""Variables that are written to more than once: texts appended one after another, also under conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.syntax import FUNCTIONS, ancestors, walk
from nhimbe_migrations.code_use.texts.base import Base
from nhimbe_migrations.code_use.texts.parts import MOST_TEXTS, Part, product

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Changes"]

_MOST_CHANGES = 300
_MOST_IN_FILE = 20_000
"""Additions that are followed, to one text and in one file; what a person writes has fewer by far."""
_CHAINS = {"if_statement", "switch_statement"}
_CONDITIONAL = (
    _CHAINS | {"for_statement", "for_in_statement", "while_statement", "do_statement", "try_statement"} | FUNCTIONS
)
_BRANCHES = {"switch_case", "switch_default"}


class Changes(Base):
    """Reads what becomes of a variable."""

    def is_appended(self, change: Node, name: str) -> bool:
        """Whether a change adds to the text: `sql += …`, ``sql = `${sql} …` ``, `sql = sql + …`."""
        if change.type == "augmented_assignment_expression":
            return True
        right = change.child_by_field_name("right")
        while right is not None and right.type == "binary_expression":
            right = right.child_by_field_name("left")
        if right is not None and right.type == "template_string":
            first = right.named_children[0] if right.named_children else None
            begins = first is not None and first.start_byte == right.start_byte + 1
            right = first.named_children[0] if first is not None and begins and first.named_children else None
        return right is not None and right.type == "identifier" and self.code.of(right) == name

    def appended(self, changes: Sequence[Node], use: Node, name: str, depth: int) -> Iterator[Part]:
        """Yield what `changes` add up to `use`; what a condition decides is a hole with the texts of its branches."""
        around = {item.id for item in ancestors(use)}
        before = [change for change in changes if change.start_byte < use.start_byte]
        spent = self.code.kept.get("appended", 0) + len(before)
        if len(before) > _MOST_CHANGES or spent > _MOST_IN_FILE:
            yield self.hole(use)
            return
        self.code.kept["appended"] = spent
        at = 0
        while at < len(before):
            top = _outermost(before[at], around)
            if top is None:
                yield from self._added(before[at], name, depth)
                at += 1
                continue
            group = [change for change in before[at:] if top.start_byte <= change.start_byte < top.end_byte]
            texts = self._alternatives(group, top, name, depth)
            yield self.hole(before[at], () if texts is None else _fullest_first(texts))
            at += len(group)

    def _added(self, change: Node, name: str, depth: int) -> Iterator[Part]:
        right = change.child_by_field_name("right")
        if right is not None:
            yield from replace(self, silent=name).folded(right, depth + 1)

    def _alternatives(self, changes: Sequence[Node], top: Node, name: str, depth: int) -> tuple[str, ...] | None:
        """The texts that the branches of a condition add."""
        branches, complete = _branches(top)
        found: list[str] = []
        for branch in branches:
            own = [change for change in changes if branch.start_byte <= change.start_byte < branch.end_byte]
            texts = self._sequence(own, branch, name, depth)
            if texts is None:
                return None
            found.extend(texts)
        if not complete:
            found.append("")
        return tuple(dict.fromkeys(found))[:MOST_TEXTS]

    def _sequence(self, changes: Sequence[Node], within: Node, name: str, depth: int) -> tuple[str, ...] | None:
        around = {within.id, *(item.id for item in ancestors(within))}
        texts: tuple[str, ...] = ("",)
        at = 0
        while at < len(changes):
            top = _outermost(changes[at], around)
            if top is None:
                more = replace(self, silent=name).texts(changes[at].child_by_field_name("right"), depth)
                at += 1
            else:
                group = [change for change in changes[at:] if top.start_byte <= change.start_byte < top.end_byte]
                more = self._alternatives(group, top, name, depth)
                at += len(group)
            if more is None:
                return None
            texts = product(texts, more)
        return texts

    def assigned(self, values: Sequence[Node], use: Node, name: str, depth: int) -> tuple[str, ...]:
        """The texts that a variable can have where each assignment gives it a whole one; nothing if one is not known."""
        texts: list[str] = []
        for value in values:
            if any(item.type == "identifier" and self.code.of(item) == name for item in walk(value)):
                return ()
            more = self.texts(value, depth)
            if more is None:
                return ()
            texts.extend(more)
        whole = [text for text in dict.fromkeys(texts) if text]
        empty = [""] if "" in texts and use.parent is not None and use.parent.type != "arguments" else []
        return tuple([*sorted(whole, key=len, reverse=True), *empty][:MOST_TEXTS])


def _fullest_first(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(texts, key=len, reverse=True))


def _outermost(change: Node, around: set[int]) -> Node | None:
    """The outermost condition that `change` stands in and that is none of `around`."""
    found = None
    for item in ancestors(change):
        if item.id in around:
            break
        if item.type in _CONDITIONAL:
            found = item
    return found


def _branches(top: Node) -> tuple[list[Node], bool]:
    """The branches of a condition, and whether one of them is always taken."""
    if top.type == "if_statement":
        branches, complete = [], False
        current: Node | None = top
        while current is not None and current.type == "if_statement":
            consequence, other = current.child_by_field_name("consequence"), current.child_by_field_name("alternative")
            if consequence is not None:
                branches.append(consequence)
            current = other.named_children[0] if other is not None and other.named_children else None
        if current is not None:
            branches.append(current)
            complete = True
        return branches, complete
    if top.type == "switch_statement":
        cases = [item for item in walk(top) if item.type in _BRANCHES]
        return cases, any(item.type == "switch_default" for item in cases)
    return [top], False
