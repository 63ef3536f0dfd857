"""What every room says about text: where (Span), and how to change it (Edit).

Offsets are code points of a Python `str` that was decoded as UTF-8 with its BOM and line endings kept,
so that `text.encode()` gives the file back to the byte. Rooms whose parsers count bytes convert at their door.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

__all__ = ["Edit", "Lines", "Span", "apply_edits", "diff_hunks", "line_at", "newline_of"]


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


class Lines:
    """The lines of one text, for whoever asks about many places of it: `line_at` counts from the start each time."""

    def __init__(self, text: str) -> None:
        self._starts = [match.end() for match in _LINE_END.finditer(text)]

    def at(self, offset: int) -> int:
        """Return what `line_at` returns of the text."""
        return bisect_right(self._starts, offset) + 1


_LINE_END = re.compile(r"\r|(?<!\r)\n")
"""A CRLF is over after its CR: what lies between the two is of the next line, as it is for `line_at`."""


def newline_of(text: str) -> str:
    """Return the line ending that most of `text` uses; LF where it has none."""
    crlf = text.count("\r\n")
    return "\r\n" if crlf * 2 > text.count("\n") else "\n"


def diff_hunks(before: str | None, after: str | None) -> str:
    """Return the hunks of a unified diff, with one line of context; None stands for a file that is not there."""
    import difflib

    old = [] if before is None else before.splitlines(keepends=True)
    new = [] if after is None else after.splitlines(keepends=True)
    lines = _unified(old, new) if len(old) + len(new) > _MANY_LINES else difflib.unified_diff(old, new, n=1)
    hunks = islice(lines, 2, None)  # past the two lines that name the files
    marked = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in hunks)
    return "".join(marked)


_MANY_LINES = 4_000
"""Two texts with more lines than this are compared between the lines that each of them has once: difflib alone takes a time
that grows with the number of lines times that of the changes."""


def _unified(old: list[str], new: list[str]) -> Iterator[str]:
    """As `difflib.unified_diff` with one line of context, in a time that grows with the texts alone."""
    yield from ("---", "+++")
    pieces: list[tuple[str, int, int, int, int]] = []
    for kind, i, j, k, m in _pieces(old, new):
        if pieces and pieces[-1][0] == kind == "equal":
            _, i, _, k, _ = pieces.pop()  # noqa: PLW2901 one longer piece
        pieces.append((kind, i, j, k, m))
    for group in _grouped(pieces):
        (_, start, _, at, _), (_, _, end, _, until) = group[0], group[-1]
        yield f"@@ -{_range(start, end)} +{_range(at, until)} @@\n"
        for kind, i, j, k, m in group:
            if kind == "equal":
                yield from (f" {line}" for line in old[i:j])
            else:
                yield from (f"-{line}" for line in old[i:j])
                yield from (f"+{line}" for line in new[k:m])


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield what is equal and what is not, in order: kind, places in `old`, places in `new`."""
    import difflib

    i = k = 0
    for place, at in (*_anchors(old, new), (len(old), len(new))):
        if place < i or at < k:
            continue  # an equal stretch reached beyond it
        for kind, *where in difflib.SequenceMatcher(None, old[i:place], new[k:at], autojunk=False).get_opcodes():
            yield kind, where[0] + i, where[1] + i, where[2] + k, where[3] + k
        j, m = place, at
        while j < len(old) and m < len(new) and old[j] == new[m]:
            j, m = j + 1, m + 1
        if j > place:
            yield "equal", place, j, at, m
        i, k = j, m


def _anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """The places of lines that stand once in each text, in an order that both have (the longest such row of them)."""
    counts, others = Counter(old), Counter(new)
    where = {line: at for at, line in enumerate(new)}
    pairs = [(at, where[line]) for at, line in enumerate(old) if counts[line] == 1 and others.get(line) == 1]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, at) in enumerate(pairs):
        rank = bisect_left(ends, at)
        before.append(last[rank - 1] if rank else -1)
        ends[rank : rank + 1], last[rank : rank + 1] = [at], [number]
    row: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


def _grouped(pieces: list[tuple[str, int, int, int, int]]) -> Iterator[list[tuple[str, int, int, int, int]]]:
    """Yield the hunks: changes with a line of context on each side; those with at most two lines between are one."""
    group: list[tuple[str, int, int, int, int]] = []
    for at, (kind, i, j, k, m) in enumerate(pieces):
        if kind != "equal":
            group.append((kind, i, j, k, m))
            continue
        is_between = group and at + 1 < len(pieces)
        if is_between and j - i <= 2:  # noqa: PLR2004 a line of context from either side
            group.append((kind, i, j, k, m))
            continue
        if group:
            yield [*group, (kind, i, min(j, i + 1), k, min(m, k + 1))]
        group = [(kind, max(i, j - 1), j, max(k, m - 1), m)] if at + 1 < len(pieces) else []
    if any(kind != "equal" for kind, *_ in group):
        yield group


def _range(start: int, end: int) -> str:
    """As a unified diff counts lines."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"
