"""The list between the parentheses of a CREATE TABLE, cut into items that can be moved, dropped and joined by others.

Each item holds the line break before it, its comments and its comma, and neighbours touch, so that items that stay are
never written again.
"""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.d1.schema_file.layout import LeadingTrivia, line_tail, read_lead
from nhimbe_migrations.d1.sql.create_table import Body, Element
from nhimbe_migrations.d1.sql.tokens import tokens
from nhimbe_migrations.text import Span

__all__ = ["ElementList", "Item", "NewElement", "comment_lines", "elements_wanted", "note_of", "read_list"]


@dataclass(frozen=True, slots=True)
class NewElement:
    """An element as the schema shall have it."""

    element: Element
    sql: str
    """The text in which `element` has its places."""
    comment: str = ""
    """Comment lines to stand above it, without indentation."""
    note: str = ""
    """Comment to stand behind it on its line, with its marks."""

    @property
    def text(self) -> str:
        return self.element.span.of(self.sql)


@dataclass(frozen=True, slots=True)
class Item:
    """An element of the file in its place; the spans touch, and those of all items fill the list."""

    element: Element
    lead: LeadingTrivia
    core: Span
    before_comma: Span
    comma: Span
    tail: Span

    @property
    def all_lead(self) -> Span:
        return Span(self.lead.kept.start, self.lead.indent.end)


@dataclass(frozen=True, slots=True)
class ElementList:
    text: str
    items: tuple[Item, ...]
    coda: Span
    """From the last item's line to the closing parenthesis."""
    comma_first: bool

    @property
    def region(self) -> Span:
        start = self.items[0].lead.kept.start if self.items else self.coda.start
        return Span(start, self.coda.end)


def elements_wanted(sql: str, body: Body) -> tuple[NewElement, ...]:
    """Return the elements of `body`, which stands in `sql`, with the comments that are their own there."""
    listed = read_list(sql, body)
    return tuple(
        NewElement(item.element, sql, comment_lines(item.lead.comment.of(sql)), note_of(sql, item))
        for item in listed.items
    )


def read_list(text: str, body: Body) -> ElementList:
    items: list[Item] = []
    start = body.opening.end
    comma_first = _is_comma_first(text, body)
    last = len(body.elements) - 1
    for at, element in enumerate(body.elements):
        core = element.span
        comma = element.comma or Span(core.end, core.end)
        if at == last:
            tail_end = min(line_tail(text, core.end), body.closing.start)
            before, tail = Span(core.end, core.end), Span(core.end, max(core.end, tail_end))
            comma = Span(core.end, core.end)
        elif comma_first:
            line_end = min(line_tail(text, core.end), comma.start)
            before, tail = Span(core.end, core.end), Span(core.end, max(core.end, line_end))
            comma = Span(core.end, core.end)
        else:
            next_start = body.elements[at + 1].span.start
            before, tail = Span(core.end, comma.start), Span(comma.end, min(line_tail(text, comma.end), next_start))
        lead = _lead(text, Span(start, core.start), comma_first=comma_first and at > 0)
        items.append(Item(element, lead, core, before, comma, tail))
        start = tail.end
    return ElementList(text, tuple(items), Span(start, body.closing.start), comma_first)


def _lead(text: str, span: Span, *, comma_first: bool) -> LeadingTrivia:
    """Where commas come first, the comma is part of what stands before the element on its line."""
    if not comma_first:
        return read_lead(text, span)
    comma = next((token for token in tokens(span.of(text)) if token.says(",")), None)
    if comma is None:
        return read_lead(text, span)
    lead = read_lead(text, Span(span.start, span.start + comma.span.start))
    return LeadingTrivia(lead.kept, lead.comment, Span(lead.indent.start, span.end))


def _is_comma_first(text: str, body: Body) -> bool:
    commas = [element.comma for element in body.elements if element.comma]
    return bool(commas) and all(
        not text[text.rfind("\n", 0, comma.start) + 1 : comma.start].strip()
        and "\n" in text[body.opening.end : comma.start]
        for comma in commas
    )


def note_of(text: str, item: Item) -> str:
    parts = (item.before_comma.of(text).strip(), item.tail.of(text).strip())
    return " ".join(part for part in parts if part)


def comment_lines(block: str) -> str:
    return "\n".join(line.strip() for line in block.strip().splitlines())
