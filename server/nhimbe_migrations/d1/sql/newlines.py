"""Line endings, once and for all: editors work on a text with bare line feeds, and their edits are carried back.

Without this every place that looks for the end of a line would have to know about CRLF, also where a file mixes both.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
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
        """Return edits of `text` as edits of `original`, in the line ending that most of it uses."""
        newline = newline_of(self.original)
        return tuple(
            Edit(Span(self._back(edit.span.start), self._back(edit.span.end)), with_newlines(edit.text, newline))
            for edit in edits
        )

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
