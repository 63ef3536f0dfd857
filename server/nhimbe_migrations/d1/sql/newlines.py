"""Line endings, once and for all: editors work on a text with bare line feeds, and their edits are carried back.

Without this every place that looks for the end of a line would have to know about CRLF, also where a file mixes both.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nhimbe_migrations.d1.sql.tokens import tokens
from nhimbe_migrations.text import Edit, Span, newline_of

__all__ = ["LineFeeds", "with_newlines"]


@dataclass(frozen=True, slots=True)
class LineFeeds:
    """`original` as it is, and `text`: the same without the CR of each CRLF."""

    original: str
    text: str
    _taken: tuple[int, ...]
    """Places in `text` of the line feeds that lost their CR."""

    @classmethod
    def of(cls, original: str) -> LineFeeds:
        taken: list[int] = []
        at = original.find("\r\n")
        while at >= 0:
            taken.append(at - len(taken))
            at = original.find("\r\n", at + 2)
        return cls(original, original.replace("\r\n", "\n") if taken else original, tuple(taken))

    def restore(self, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """Return edits of `text` as edits of `original`, each in the line ending of the lines that it touches.

        A file that mixes both has no ending of its own: a new line takes that of the line beside it.
        """
        known = list(edits)
        starts = {edit.span.start for edit in known}
        return tuple(self._restored(self._shifted(edit, starts)) for edit in known)

    def _restored(self, edit: Edit) -> Edit:
        text = with_newlines(edit.text, self._newline_of(edit)) if "\n" in edit.text else edit.text
        return Edit(Span(self._back(edit.span.start), self._back(edit.span.end)), text)

    def _shifted(self, edit: Edit, starts: Collection[int]) -> Edit:
        """Let lines that go take their own endings along, and not that of the line above, where the two differ."""
        start, end = edit.span.start, edit.span.end
        taken = start < end and not edit.text and self.text[start] == "\n" and self.text.startswith("\n", end)
        if not taken or end in starts or self._is_crlf(start) == self._is_crlf(end):
            return edit
        return Edit(Span(start + 1, end + 1), "")

    def _is_crlf(self, at: int) -> bool:
        place = bisect_left(self._taken, at)
        return place < len(self._taken) and self._taken[place] == at

    def _newline_of(self, edit: Edit) -> str:
        """New lines below a line leave it its own ending, which is the one that they move down."""
        if edit.text.startswith("\n") and self.text.startswith("\n", edit.span.end):
            return "\r\n" if self._is_crlf(edit.span.end) else "\n"
        return self._newline_at(edit.span)

    def _newline_at(self, span: Span) -> str:
        """The ending that the lines above and below have; where they differ, that of most lines.

        They differ at a seam of the file, or where one of the two breaks stands in a string and is data.
        """
        if not self._taken:
            return "\n"
        beside = (self.text.rfind("\n", 0, span.start), self.text.find("\n", span.end))
        found = {self._is_crlf(at) for at in beside if at >= 0}
        if len(found) == 1:
            return "\r\n" if found.pop() else "\n"
        return newline_of(self.original)

    def _back(self, place: int) -> int:
        return place + bisect_left(self._taken, place)


def with_newlines(sql: str, newline: str) -> str:
    """Return `sql` with its lines ended by `newline`, but for line breaks inside strings and names: those are data."""
    if "\n" not in sql or newline == "\n":
        return sql
    return "".join(
        token.text.replace("\n", newline) if token.kind in ("space", "comment", "illegal") else token.text
        for token in tokens(sql)
    )
