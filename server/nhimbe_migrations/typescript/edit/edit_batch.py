"""Changes of different interfaces that are made in one go: the file is parsed once for all of them, not once for each.

Only what adds is put together: a new interface, a new member. A change waits for the next go where it is about an
interface of this one, or where its edits touch an edit of this one.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from nhimbe_migrations.changes.nouns import singular, words
from nhimbe_migrations.changes.shapes import AddMember, AddShape
from nhimbe_migrations.text import Edit, Span
from nhimbe_migrations.typescript.edit.net_changes import NetChange
from nhimbe_migrations.typescript.edit.types_file import EditStep

__all__ = ["EditBatch", "in_turns"]


def in_turns(changes: Sequence[NetChange]) -> list[NetChange]:
    """Return the changes with those of neighbouring interfaces in turns: the first of each, then the second of each.

    Only members that are added change places, and never past another kind of change.
    """
    ordered: list[NetChange] = []
    turns: list[list[NetChange]] = []
    seen: dict[str, int] = {}
    for change in changes:
        if not isinstance(change, AddMember):
            ordered += (item for turn in turns for item in turn)
            turns, seen = [], {}
            ordered.append(change)
            continue
        turn = seen[change.owner] = seen.get(change.owner, -1) + 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(change)
    return [*ordered, *(item for turn in turns for item in turn)]


class EditBatch:
    """The edits of one go, each in terms of the same text."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self.changes: list[NetChange] = []
        self._owners: set[str] = set()
        self._spans: list[Span] = []
        self._made: dict[str, int] = {}
        """Where the new interfaces of each first word go."""
        self._last = ("", -1)
        """First word and place of the last new interface."""

    def takes(self, change: NetChange, made: EditStep) -> bool:
        """Whether the change can be made together with those that are here, and comes to the same as after them."""
        if not self.changes:
            return True
        kinds = isinstance(self.changes[0], AddShape | AddMember) and isinstance(change, AddShape | AddMember)
        if not kinds or _owner(change) in self._owners:
            return False
        if isinstance(change, AddShape) and len(made.edits) == 1:
            head, place = _head(change), made.edits[0].span.start
            near = self._made.get(head)
            if near is not None and (head, place) != self._last:
                return False  # it would stand beside its relative, which is not there yet
            if place == self._last[1]:
                return True
        return not any(self._touches(edit.span) for edit in made.edits)

    def add(self, change: NetChange, made: EditStep) -> None:
        """Take the change in."""
        self.changes.append(change)
        self._owners.add(_owner(change))
        self.edits += made.edits
        for edit in made.edits:
            insort(self._spans, edit.span)
        if isinstance(change, AddShape) and len(made.edits) == 1:
            self._last = (_head(change), made.edits[0].span.start)
            self._made[self._last[0]] = self._last[1]

    def _touches(self, span: Span) -> bool:
        at = bisect_left(self._spans, span)
        return any(
            other.start <= span.end and span.start <= other.end for other in self._spans[max(at - 1, 0) : at + 1]
        )


def _owner(change: NetChange) -> str:
    return "".join(singular(word) for word in words(change.owner))


def _head(change: NetChange) -> str:
    return singular((words(change.owner) or ("",))[0])
