"""Columns of types and comments: what stands in line with others stays there when the text before it grows or shrinks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.sql.tokens import Token, tokens_between
from nhimbe_migrations.text import Edit, Span

__all__ = ["keep_columns"]

_NEAR = 6
"""Lines above and below in which a comment is looked for that stands in the same column."""
_SET_OFF = 3
"""Blanks before a comment that nobody puts by chance."""


def keep_columns(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """Return `edits` of `text` with the blanks behind them changed so that columns stay columns.

    A type or a comment that stands under one of a line near it keeps its column as far as the blanks before it give;
    what only happens to have blanks before it moves along.
    """
    kept = sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
    found: list[Edit] = []
    line = grown = 0
    for at, edit in enumerate(kept):
        if "\n" in edit.text or "\n" in edit.span.of(text):
            grown = 0
            continue
        start = text.rfind("\n", 0, edit.span.start) + 1
        grown = (grown if start == line else 0) + len(edit.text) - (edit.span.end - edit.span.start)
        line = start
        stop = text.find("\n", edit.span.end)
        stop = len(text) if stop < 0 else stop
        following = kept[at + 1].span.start if at + 1 < len(kept) else stop
        is_name = bool(edit.text.strip(",; ")) and edit.span.start < edit.span.end
        for gap, behind in _gaps(text, edit.span.end, stop):
            if not grown or gap.end > following:
                break
            if not (is_name or behind.kind == "comment") or not _is_column(text, gap, behind):
                continue
            room = gap.end - gap.start
            new = max(1, room - grown)
            found.append(Edit(gap, " " * new))
            grown -= room - new
    return [*kept, *found]


def _gaps(text: str, start: int, end: int) -> Iterator[tuple[Span, Token]]:
    """Yield the blanks on the rest of a line, each with the token behind it."""
    gap: Span | None = None
    for token in tokens_between(text, start, end):
        if gap is not None:
            yield gap, token
        gap = token.span if token.kind == "space" and set(token.text) == {" "} else None


def _is_column(text: str, gap: Span, behind: Token) -> bool:
    line = text.rfind("\n", 0, gap.start) + 1
    column, room = gap.end - line, gap.end - gap.start
    if behind.kind == "comment":
        if room >= _SET_OFF:
            return True
        return room > 1 and any(_comment_at(beside, column) for beside in _beside(text, line, _NEAR))
    if room > 1 and any(_starts_at(beside, column, 2) for beside in _beside(text, line, _NEAR // 2)):
        return True
    return any(_starts_at(beside, column, 1 if room > 1 else 2) for beside in _beside(text, line, 1))


def _beside(text: str, line: int, count: int) -> Iterator[str]:
    """Yield the lines above and below the one that starts at `line`."""
    start = line
    for _ in range(count):
        if not start:
            break
        above = text.rfind("\n", 0, start - 1) + 1
        yield text[above : start - 1]
        start = above
    end = text.find("\n", line)
    for _ in range(count):
        if end < 0:
            break
        below = text.find("\n", end + 1)
        yield text[end + 1 : len(text) if below < 0 else below]
        end = below


def _starts_at(line: str, column: int, blanks: int) -> bool:
    """Whether something starts at `column` of `line` with so many blanks before it."""
    before = line[max(0, column - blanks) : column]
    return 0 < column < len(line) and line[column] != " " and len(before) == blanks and not before.strip(" ")


def _comment_at(line: str, column: int) -> bool:
    return _starts_at(line, column, 1) and line.startswith(("--", "/*"), column)
