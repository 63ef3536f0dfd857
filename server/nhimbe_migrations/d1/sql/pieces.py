"""A text as it shall become, written as pieces of what it was and pieces that are new; the edits follow from that."""

from __future__ import annotations

from collections.abc import Iterable

from nhimbe_migrations.text import Edit, Span

__all__ = ["Piece", "edits_for"]

Piece = Span | str
"""A stretch of the old text that stays, or new text."""


def edits_for(region: Span, pieces: Iterable[Piece]) -> list[Edit]:
    """Return the edits that turn `region` into `pieces`, whose spans lie in it in order.

    What lies in `region` and in no piece is deleted; new text that touches a deletion takes its place.
    """
    edits: list[Edit] = []
    at = region.start
    fresh: list[str] = []

    def close(end: int) -> None:
        nonlocal at
        if end > at or fresh:
            edits.append(Edit(Span(at, end), "".join(fresh)))
            fresh.clear()
        at = end

    for piece in pieces:
        if isinstance(piece, str):
            if piece:
                fresh.append(piece)
        elif piece.end > piece.start:
            close(piece.start)
            at = piece.end
    close(region.end)
    return edits
