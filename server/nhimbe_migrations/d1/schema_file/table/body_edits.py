"""Edits inside a CREATE TABLE: columns and constraints added, dropped, changed, moved, in the table's own style.

The wanted list is put together from the items that the file has, and from new ones laid out like their neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from nhimbe_migrations.d1.schema_file.comments import mentions, own_start
from nhimbe_migrations.d1.schema_file.statement.token_edits import rewrite
from nhimbe_migrations.d1.schema_file.table.element_list import (
    ElementList,
    Item,
    NewElement,
    comment_lines,
    note_of,
    read_list,
)
from nhimbe_migrations.d1.schema_file.table.style import Style
from nhimbe_migrations.d1.sql.create_table import Body, Element
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.pieces import Piece, edits_for
from nhimbe_migrations.d1.sql.tokens import Token, tokens
from nhimbe_migrations.text import Edit, Span

__all__ = ["body_edits"]


def body_edits(
    text: str, body: Body, wanted: Sequence[NewElement], renamed: Mapping[str, str], also: Sequence[Element] = ()
) -> list[Edit]:
    """Return the edits of `text` that turn the list of `body` into `wanted`.

    `renamed` maps folded old column names to new ones. `also` are columns that ALTER TABLE statements in the file add
    after these; they are matched, and otherwise left to the caller.
    """
    listed = read_list(text, body)
    writer = _Writer(listed, wanted, renamed)
    # an element that grows at its end comes before what follows it
    return writer.inner_edits(also) + edits_for(listed.region, writer.pieces())


_TAIL_PIECES = 6
"""More than one item is written as."""


class _Writer:
    def __init__(self, listed: ElementList, wanted: Sequence[NewElement], renamed: Mapping[str, str]) -> None:
        self._list = listed
        self._text = listed.text
        self._wanted = wanted
        self._renamed = renamed
        self._style = Style(listed)
        self._matched = self._match()

    def _match(self) -> dict[int, int]:
        """Place in the wanted list → item of the file that stays for it."""
        old_keys = [self._key(item.element, self._renamed) for item in self._list.items]
        new_keys = [self._key(new.element, {}) for new in self._wanted]
        matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
        matched = {block.b + n: block.a + n for block in matcher.get_matching_blocks() for n in range(block.size)}
        self._match_changed_constraints(matched)
        return matched

    def _match_changed_constraints(self, matched: dict[int, int]) -> None:
        """A constraint that differs takes the place of the one of its kind between the same neighbours."""
        taken = set(matched.values())
        floor = -1
        for at, new in enumerate(self._wanted):
            if at in matched:
                floor = matched[at]
                continue
            ceiling = min((old for place, old in matched.items() if place > at), default=len(self._list.items))
            for old in range(floor + 1, ceiling):
                if old not in taken and _alike(self._list.items[old].element, new.element):
                    matched[at] = old
                    taken.add(old)
                    floor = old
                    break

    @staticmethod
    def _key(element: Element, renamed: Mapping[str, str]) -> tuple[str, ...]:
        if element.name is not None:
            return ("column", folded(renamed.get(folded(element.name), element.name)))
        return tuple(folded(word.name if word.kind == "quoted" else word.text) for word in element.words)

    def pieces(self) -> list[Piece]:
        items = self._list.items
        kept = set(self._matched.values())
        pieces: list[Piece] = []
        at_old = 0
        last = len(self._wanted) - 1
        for at, new in enumerate(self._wanted):
            old = self._matched.get(at)
            if old is None:
                # new ones follow the item before them, in front of whatever goes
                pieces.append(self._fresh(new, first=at == 0, last=at == last, below=self._ends_in_comment(pieces)))
                continue
            for gone in range(at_old, old):
                pieces += self._left_behind(gone, kept)
            at_old = old + 1
            pieces += self._kept(items[old], first=at == 0, last=at == last)
        for gone in range(at_old, len(items)):
            pieces += self._left_behind(gone, kept)
        if self._ends_in_comment(pieces) and "\n" not in self._list.coda.of(self._text):
            pieces.append("\n")
        return [*pieces, self._list.coda]

    def _ends_in_comment(self, pieces: Sequence[Piece]) -> bool:
        """Whether what is written so far ends in a comment that runs to the end of its line."""
        written = "".join(piece if isinstance(piece, str) else piece.of(self._text) for piece in pieces[-_TAIL_PIECES:])
        rest = tokens(written.rsplit("\n", 1)[-1])
        return bool(rest) and rest[-1].text.startswith("--")

    def _kept(self, item: Item, *, first: bool, last: bool) -> list[Piece]:
        lead: list[Piece] = [item.all_lead]
        if self._list.comma_first:
            was_first = item is self._list.items[0]
            if first and not was_first:
                lead = [item.lead.kept, item.lead.comment, self._list.items[0].lead.indent.of(self._text)]
            elif was_first and not first:
                lead = [item.lead.kept, item.lead.comment, self._style.indent_with_comma()]
            return [*lead, item.core, item.tail]
        if first and item is not self._list.items[0] and "\n" not in item.all_lead.of(self._text):
            lead = [self._list.items[0].all_lead.of(self._text)]
        return [*lead, item.core, *self._comma_and_comments(item, last=last)]

    def _comma_and_comments(self, item: Item, *, last: bool) -> list[Piece]:
        if item.comma.end > item.comma.start:
            return [item.before_comma, *(() if last else (item.comma,)), item.tail]
        if last:
            return [item.tail]
        note = item.tail.of(self._text)
        return [item.tail, ","] if note and not self._style.multiline and "--" not in note else [",", item.tail]

    def _left_behind(self, at: int, kept: set[int]) -> list[Piece]:
        """What stays of an item that goes: headings above it, the blank line before its group."""
        item = self._list.items[at]
        following = self._list.items[at + 1] if at + 1 < len(self._list.items) else None
        after = following.all_lead if following else self._list.coda
        stays = item.lead.kept
        if "\n" not in item.all_lead.of(self._text) and at - 1 in kept and self._speaks_of_line(item):
            return [item.tail]
        start = self._own_start(item, following, kept, at)
        if start > item.lead.comment.start:
            return [stays, Span(item.lead.comment.start, start)]
        if not stays.of(self._text).strip() and after.of(self._text).startswith("\n\n"):
            return []
        return [stays] if stays.of(self._text).strip() or following else []

    def _speaks_of_line(self, item: Item) -> bool:
        """Whether the comment behind an item that shares its line names no one of them."""
        note = note_of(self._text, item)
        return note.startswith("--") and not mentions(note, item.element.name or "")

    def _own_start(self, item: Item, following: Item | None, kept: set[int], at: int) -> int:
        """Where the part of the comment above an item that goes begins that goes with it."""
        comment = item.lead.comment
        if not comment.of(self._text).strip():
            return comment.start
        followed = following is not None and at + 1 in kept and following.all_lead.of(self._text).count("\n") == 1
        name = item.element.name or ""
        return own_start(self._text, comment, (name,), top_of_file=False, told_apart=True, to_next=followed)

    def _fresh(self, new: NewElement, *, first: bool, last: bool, below: bool) -> str:
        previous = self._gone_twin(new)
        if previous is not None:
            new = replace(
                new,
                comment=new.comment or comment_lines(previous.lead.comment.of(self._text)),
                note=new.note or note_of(self._text, previous),
            )
        text = new.text
        if previous is not None and _same_words(previous.element.words, new.element.words):
            text = previous.core.of(self._text)
        return self._style.laid_out(text, new, first=first, last=last, below=below)

    def _gone_twin(self, new: NewElement) -> Item | None:
        """The item that goes and comes back elsewhere, or changed, as `new`."""
        key = self._key(new.element, {})
        kept = set(self._matched.values())
        for at, item in enumerate(self._list.items):
            if at not in kept and self._key(item.element, self._renamed) == key:
                return item
        return None

    def inner_edits(self, also: Sequence[Element]) -> list[Edit]:
        """Edits inside the elements that stay."""
        edits: list[Edit] = []
        for at, old in self._matched.items():
            new = self._wanted[at]
            edits += rewrite(self._list.items[old].element.words, new.element.words, new.sql)
        for element in also:
            key = self._key(element, self._renamed)
            for new in self._wanted:
                if self._key(new.element, {}) == key:
                    edits += rewrite(element.words, new.element.words, new.sql)
        return edits


def _same_words(old: Sequence[Token], new: Sequence[Token]) -> bool:
    return [folded(word.name) for word in old] == [folded(word.name) for word in new]


def _alike(old: Element, new: Element) -> bool:
    """Whether both are table constraints of one kind."""
    return not old.is_column and not new.is_column and _constraint_kind(old) == _constraint_kind(new)


def _constraint_kind(element: Element) -> str:
    first, *rest = (word.text.upper() for word in element.words)
    return rest[1] if first == "CONSTRAINT" and len(rest) > 1 else first
