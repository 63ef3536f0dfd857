"""Takes statements out of a schema file, with the comments that are theirs and without leaving holes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import islice

from nhimbe_migrations.d1.schema_file.comments import (
    is_ruled,
    last_heading,
    mentions,
    own_start,
    speaks_of_file,
    units_of,
)
from nhimbe_migrations.d1.schema_file.layout import Layout, Placed
from nhimbe_migrations.d1.sql.actions import Create
from nhimbe_migrations.d1.sql.tokens import Token
from nhimbe_migrations.text import Edit, Span

__all__ = ["removal_edits"]


def removal_edits(layout: Layout, gone: Mapping[int, str]) -> list[Edit]:
    """Return the edits that remove the statements at these places; each place comes with the name of what goes.

    A comment goes with its statement, unless it speaks of statements that stay.
    """
    spans: list[Span] = []
    below_comment: list[bool] = []
    commented = _commented(layout)
    staying = _next_staying(layout, gone)
    for at in sorted(gone):
        span = _span_of(layout, at, gone, commented, staying[at])
        if spans and not layout.text[spans[-1].end : span.start].strip() and at - 1 in gone:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
            lead = layout.statements[at].lead
            below_comment.append(bool(layout.text[lead.comment.start : span.start].strip()))
    return [_edit(layout.text, span, below=below) for span, below in zip(spans, below_comment, strict=True)]


def _edit(text: str, span: Span, *, below: bool) -> Edit:
    """Remove `span`; a comment right above that stays does not come to stand right above what was set off from it."""
    joins = below and "\n\n" in span.of(text) and _breaks(text, span.end, 1) == 1 and text[span.end :].strip()
    return Edit(_without_hole(text, span), "\n" if joins else "")


def _span_of(
    layout: Layout, at: int, gone: Mapping[int, str], commented: Mapping[str, Counter[bool]], following: Placed | None
) -> Span:
    placed = layout.statements[at]
    comment = placed.lead.comment
    heading = last_heading(layout.text, comment)
    start: int | None = None
    holds_code = any(unit.is_code for unit in units_of(layout.text, comment))
    if heading is not None and not holds_code and _section_goes(layout, at, gone):
        if not _is_top(layout, at):
            start = comment.start
        elif _names_what_goes(heading.of(layout.text), layout, at, gone):
            start = heading.start
    if start is None:
        start = own_start(
            layout.text,
            comment,
            (gone[at], _name_of(placed)),
            top_of_file=_is_blank_above(layout.text, comment.start),
            told_apart=_are_told_apart(layout, placed, commented),
            to_next=following is not None and _all_lead(following).of(layout.text).count("\n") == 1,
        )
    if start == comment.start:
        start = _orphaned_heading(layout, at, gone, start)
    return Span(start, placed.tail.end)


def _is_top(layout: Layout, at: int) -> bool:
    """Whether nothing stands above a statement's own comment but a PRAGMA, which belongs to the file as well."""
    placed = layout.statements[at]
    if any(above.action is not None for above in islice(layout.statements, at)):
        return False
    return not placed.lead.kept.of(layout.text).removeprefix("\ufeff").strip()


def _commented(layout: Layout) -> dict[str, Counter[bool]]:
    """By kind of object: how many have a comment right above them, and how many have none."""
    found: dict[str, Counter[bool]] = {}
    for placed in layout.statements:
        if isinstance(placed.action, Create):
            found.setdefault(placed.action.kind, Counter())[_has_comment(layout, placed)] += 1
    return found


def _has_comment(layout: Layout, placed: Placed) -> bool:
    return bool(placed.lead.comment.of(layout.text).strip())


def _are_told_apart(layout: Layout, placed: Placed, commented: Mapping[str, Counter[bool]]) -> bool:
    """Whether the other objects of its kind mostly have a comment right above them."""
    if not isinstance(placed.action, Create):
        return False
    others = commented[placed.action.kind] - Counter([_has_comment(layout, placed)])
    return others[True] > others[False]


def _name_of(placed: Placed) -> str:
    named = getattr(placed.action, "name", None)
    return named.name if isinstance(named, Token) else ""


def _section_goes(layout: Layout, at: int, gone: Mapping[int, str]) -> bool:
    """Whether every statement under the heading above statement `at` goes."""
    for later in range(at + 1, len(layout.statements)):
        if is_ruled(_all_lead(layout.statements[later]).of(layout.text)):
            return True
        if later not in gone:
            return False
    return True


def _names_what_goes(heading: str, layout: Layout, at: int, gone: Mapping[int, str]) -> bool:
    """Whether a heading at the top of a file names something of its section, all of which goes, and not the file."""
    names = {gone[at], _name_of(layout.statements[at])}
    for later in range(at + 1, len(layout.statements)):
        if later not in gone or is_ruled(_all_lead(layout.statements[later]).of(layout.text)):
            break
        names |= {gone[later], _name_of(layout.statements[later])}
    return not speaks_of_file(heading) and any(mentions(heading, name) for name in names)


def _orphaned_heading(layout: Layout, at: int, gone: Mapping[int, str], start: int) -> int:
    """Take a heading, set off by a blank line, too if nothing is left under it and it names what goes."""
    kept = Span(layout.statements[at].lead.kept.start, start)
    heading = kept.of(layout.text)
    block = heading.rstrip("\n").rfind("\n\n")
    last = heading[block + 1 :] if block >= 0 else heading
    of_file = speaks_of_file(last) and _is_blank_above(layout.text, kept.start) and block < 0
    if is_ruled(last) and mentions(last, gone[at]) and not of_file and _section_goes(layout, at, gone):
        return kept.start + (block + 1 if block >= 0 else 0)
    return start


def _next_staying(layout: Layout, gone: Mapping[int, str]) -> dict[int, Placed | None]:
    """The first statement below each one that goes which stays."""
    found: dict[int, Placed | None] = {}
    following: Placed | None = None
    for at in range(len(layout.statements) - 1, -1, -1):
        if at in gone:
            found[at] = following
        else:
            following = layout.statements[at]
    return found


def _is_blank_above(text: str, at: int) -> bool:
    """Whether nothing but space stands above this place."""
    blank = _BLANK.match(text)
    return blank is not None and blank.end() >= at


_BLANK = re.compile(r"\ufeff?\s*")


def _all_lead(placed: Placed) -> Span:
    return Span(placed.lead.kept.start, placed.lead.indent.end)


def _without_hole(text: str, span: Span) -> Span:
    """Widen `span` so that the blank lines around it do not add up."""
    above = _breaks(text, span.start - 1, -1)
    below = _breaks(text, span.end, 1)
    is_first = span.start - above <= text.startswith("\ufeff")
    is_last = not text[span.end + below : span.end + below + 1]
    if is_first:
        return span if is_last else Span(span.start, span.end + below)
    if is_last:
        return Span(span.start - above, span.end)
    return Span(span.start - min(above, max(0, below - 1)), span.end)


def _breaks(text: str, at: int, step: int) -> int:
    """Count the line feeds from `at` on in one direction."""
    count = 0
    while 0 <= at < len(text) and text[at] == "\n":
        count += 1
        at += step
    return count
