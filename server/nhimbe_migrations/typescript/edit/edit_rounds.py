"""Several rounds of edits as one: each round sees the text that the round before left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nhimbe_migrations.text import Edit, Span, apply_edits

__all__ = ["Draft"]


class Draft:
    """A text that is edited step by step, and remembers what it was made from.

    The text is a row of pieces, each a range of the original or something new.
    """

    def __init__(self, original: str) -> None:
        self.original = self.text = original
        self._pieces: list[Span | str] = [Span(0, len(original))]

    def make(self, edits: Iterable[Edit]) -> None:
        """Make `edits`, whose spans count in the present text.

        Raises:
            ValueError: they overlap, or leave the text.
        """
        ordered = sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
        self.text = apply_edits(self.text, ordered)
        pieces: list[Span | str] = []
        at, rest = 0, self._pieces
        for edit in ordered:
            kept, rest = _split(rest, edit.span.start - at)
            _, rest = _split(rest, edit.span.end - edit.span.start)
            pieces += (*kept, edit.text)
            at = edit.span.end
        self._pieces = [*pieces, *rest]

    def edits(self) -> tuple[Edit, ...]:
        """Return the edits that lead from the original to the present text, none of them idle."""
        return tuple(edit for edit in self._gaps() if edit.span.of(self.original) != edit.text)

    def _gaps(self) -> Iterator[Edit]:
        at, new = 0, ""
        for piece in (*self._pieces, Span(len(self.original), len(self.original))):
            if isinstance(piece, str):
                new += piece
            elif piece.start < piece.end or piece.start == len(self.original):
                if new or piece.start > at:
                    yield Edit(Span(at, piece.start), new)
                at, new = piece.end, ""


def _split(pieces: list[Span | str], length: int) -> tuple[list[Span | str], list[Span | str]]:
    """Cut a row of pieces after `length` code points."""
    for position, piece in enumerate(pieces):
        size = len(piece) if isinstance(piece, str) else piece.end - piece.start
        if length < size:
            left, right = _halves(piece, length)
            return [*pieces[:position], *left], [*right, *pieces[position + 1 :]]
        length -= size
    return pieces, []


def _halves(piece: Span | str, at: int) -> tuple[list[Span | str], list[Span | str]]:
    if isinstance(piece, str):
        return ([piece[:at]] if at else []), [piece[at:]]
    return ([Span(piece.start, piece.start + at)] if at else []), [Span(piece.start + at, piece.end)]
