"""What every room says about text: where (Span), and how to change it (Edit).

Offsets are code points of a Python `str` that was decoded as UTF-8 with its BOM and line endings kept,
so that `text.encode()` gives the file back to the byte. Rooms whose parsers count bytes convert at their door.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

__all__ = ["Edit", "Span", "apply_edits", "diff_hunks", "line_at", "newline_of"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range `[start, end)` of code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            msg = f"a span runs forwards from 0 on, not {self.start}..{self.end}"
            raise ValueError(msg)

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put `text` where `span` is. An empty span inserts; an empty text deletes."""

    span: Span
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with all `edits` made; two inserts at one place keep their given order.

    Raises:
        ValueError: two edits overlap, or one lies outside the text.
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start < at or edit.span.end > len(text):
            msg = f"edit {edit!r} overlaps another or leaves the text ({len(text)} code points)"
            raise ValueError(msg)
        pieces += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    pieces.append(text[at:])
    return "".join(pieces)


def line_at(text: str, offset: int) -> int:
    """Return the line, from 1, on which `offset` lies (LF, CRLF and lone CR end a line)."""
    before = text[:offset]
    return 1 + before.count("\n") + before.count("\r") - before.count("\r\n")


def newline_of(text: str) -> str:
    """Return the line ending that most of `text` uses; LF where it has none."""
    crlf = text.count("\r\n")
    return "\r\n" if crlf * 2 > text.count("\n") else "\n"


def diff_hunks(before: str | None, after: str | None) -> str:
    """Return the hunks of a unified diff, with one line of context; None stands for a file that is not there."""
    import difflib

    lines = difflib.unified_diff(
        [] if before is None else before.splitlines(keepends=True),
        [] if after is None else after.splitlines(keepends=True),
        n=1,
    )
    hunks = islice(lines, 2, None)  # past the two lines that name the files
    marked = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in hunks)
    return "".join(marked)
