"""The smallest edits that add, remove, rename or retype one member of a body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.text import Edit, Span
from nhimbe_migrations.typescript.syntax.declarations import Body, Item
from nhimbe_migrations.typescript.syntax.lines import indentation_at, line_end, line_start, next_line
from nhimbe_migrations.typescript.syntax.style import Style, most
from nhimbe_migrations.typescript_tree import Source

__all__ = ["add_item", "documented", "remove_item", "replace_in_item", "retype_item"]


def add_item(source: Source, body: Body, member: str, style: Style, description: str = "") -> tuple[Edit, ...]:
    """Put `member` (a signature without its ending) behind the last property of `body`."""
    anchor = (body.properties or body.items or (None,))[-1]
    if anchor is None:
        return _into_empty(source, body, member, style, description)
    one_line = not re.search(r"[\r\n]", body.span.of(source.text))
    text, at = source.text, _after(source, anchor)
    last = anchor is body.items[-1]
    ending = style.terminator or (";" if one_line else "")
    closing = _insert(anchor.span.end, ending) if ending and not anchor.terminator and (last or one_line) else ()
    own = (
        ""
        if closing and last and (one_line or _open_ended(body, style))
        else (anchor.terminator if one_line else "") or ending
    )
    rest = text[at : line_end(text, at)].strip()
    if one_line or (rest and not rest.startswith("}")):
        note = f" /* {_in_block(description)} */" if description else ""
        return (*closing, *_insert(at, f" {member}{own}{note}"))
    lines = documented(member + own, indentation_at(text, anchor.span.start), style, description, _column(source, body))
    gap = style.newline * (2 if _airy(source, body) else 1)
    return (*closing, *_insert(at, gap + lines))


def documented(member: str, indentation: str, style: Style, description: str, column: int | None = None) -> str:
    """Return the lines of a member, with its description where the style puts one."""
    if not description:
        return indentation + member
    if style.comments == "line":
        line = (indentation + member).ljust((column or 0) - 1)
        return f"{line} // {description}"
    return f"{indentation}/** {_in_block(description)} */{style.newline}{indentation}{member}"


def _in_block(description: str) -> str:
    """Return the text so that it cannot end the comment that it stands in."""
    return description.replace("*/", "* /")


def remove_item(source: Source, body: Body, item: Item) -> tuple[Edit, ...]:
    """Take `item` out, with the comments that are its own."""
    text, position = source.text, body.items.index(item)
    before = body.items[position - 1] if position else None
    after = body.items[position + 1] if position + 1 < len(body.items) else None
    end = _after(source, item)
    top = min((comment.start for comment in _attached(source, body, item)), default=item.span.start)
    alone = not text[line_start(text, top) : top].removeprefix("\ufeff").strip()
    closing: tuple[Edit, ...] = ()
    if before and before.terminator and after is None and not item.terminator:
        closing = (Edit(Span(before.end - len(before.terminator), before.end), ""),)
    if alone and not text[end : line_end(text, end)].strip():
        return (*closing, Edit(_without_gaps(source, body, Span(line_start(text, top), next_line(text, end))), ""))
    if after is not None:
        return (Edit(Span(top, min((item.start for item in after.leading), default=after.span.start)), ""),)
    start = _after(source, before) if before else body.span.start + 1
    return (*closing, Edit(Span(start, end), ""))


def replace_in_item(source: Source, body: Body, item: Item, *replacements: Edit) -> tuple[Edit, ...]:
    """Make `replacements` inside `item`, and keep the column of the comment behind it where others share it."""
    grown = sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in replacements)
    comment = item.comment
    if not grown or comment is None or _column(source, body) != _column_of(source, comment):
        return replacements
    gap = comment.start - item.end
    return (*replacements, Edit(Span(item.end, comment.start), " " * max(1, gap - grown)))


def retype_item(source: Source, body: Body, item: Item, kind: str, *, optional: bool) -> tuple[Edit, ...]:
    """Give `item` another type; nothing when it says the same already, quotes and white space aside."""
    edits: list[Edit] = []
    if item.optional != optional:
        mark = source.text.index("?", item.key.end) if item.optional else item.key.end
        edits.append(Edit(Span(mark, mark + item.optional), "" if item.optional else "?"))
    if item.type is None:
        edits.append(Edit(Span(item.span.end, item.span.end), f": {kind}"))
    elif _plain(item.type.of(source.text)) != _plain(kind):
        edits.append(Edit(item.type, kind))
    return replace_in_item(source, body, item, *edits)


def _plain(kind: str) -> str:
    return re.sub(r"\s+", "", kind).replace("'", '"')


def _into_empty(source: Source, body: Body, member: str, style: Style, description: str) -> tuple[Edit, ...]:
    text = source.text
    close = body.span.end - 1
    inside = Span(body.span.start + 1, close)
    outer = indentation_at(text, body.span.start)
    inner = indentation_at(text, body.inner[0].start) if body.inner else outer + style.unit
    lines = documented(member + style.terminator, inner, style, description)
    if not inside.of(text).strip():
        return (Edit(inside, f"{style.newline}{lines}{style.newline}{outer}"),)
    if not re.search(r"[\r\n]", inside.of(text)):
        return _insert(body.inner[-1].end, f" {member}{style.terminator}")
    if re.search(r"[\r\n]", inside.of(text)) and not text[line_start(text, close) : close].strip():
        return (Edit(Span(line_start(text, close), line_start(text, close)), lines + style.newline),)
    return (Edit(Span(close, close), f"{style.newline}{lines}{style.newline}{outer}"),)


def _after(source: Source, item: Item) -> int:
    """Return where the item's line content ends: behind its terminator and the comments that follow it."""
    text = source.text
    end = item.comment.end if item.comment else item.end
    rest = text[end : line_end(text, end)]
    more = re.match(r"(?:[ \t]*/\*(?:(?!\*/).)*\*/)*(?:[ \t]*//.*)?", rest) if item.comment else None
    return end + len(more[0].rstrip()) if more else end


def _open_ended(body: Body, style: Style) -> bool:
    """Tell whether the body leaves its last member without the ending that the others have."""
    return bool(style.terminator) and any(item.terminator for item in body.items)


def _airy(source: Source, body: Body) -> bool:
    """Tell whether blank lines stand between most members."""
    gaps = [
        bool(re.search(r"\n[ \t]*\r?\n", source.text[member.end : other.span.start]))
        for member, other in zip(body.items, body.items[1:], strict=False)
    ]
    return sum(gaps) * 2 > len(gaps)


def _column(source: Source, body: Body) -> int | None:
    """Return the column that the comments behind members share, None when no two agree."""
    columns = [str(_column_of(source, item.comment)) for item in body.items if item.comment]
    shared = most(columns)
    return int(shared) if shared and columns.count(shared) > 1 else None


def _column_of(source: Source, span: Span) -> int:
    return span.start - line_start(source.text, span.start)


def _attached(source: Source, body: Body, item: Item) -> Iterator[Span]:
    """Yield the comments above `item` that speak of it alone, from below upwards.

    A JSDoc block does. Line comments do unless they head a group: another member follows directly.
    """
    text, below = source.text, item.span.start
    for comment in reversed(item.leading):
        between = text[comment.end : below]
        if between.strip() or len(re.findall(r"\r\n|\r|\n", between)) > 1:
            return
        if not comment.of(text).startswith("/**") and _heads_a_group(source, body, item):
            return
        yield comment
        below = comment.start


def _heads_a_group(source: Source, body: Body, item: Item) -> bool:
    position = body.items.index(item) + 1
    if position == len(body.items):
        return False
    following = body.items[position]
    between = source.text[_after(source, item) : following.span.start]
    return not following.leading and len(re.findall(r"\r\n|\r|\n", between)) == 1


def _without_gaps(source: Source, body: Body, span: Span) -> Span:
    """Widen a removal of whole lines over blank lines that would be left doubled, or at an edge of the body."""
    text, start, end = source.text, span.start, span.end
    first = line_start(text, start) <= next_line(text, body.span.start)
    last = not text[start : body.span.end].strip() or line_end(text, end) >= body.span.end - 1
    blank_below = end < body.span.end and not text[end : line_end(text, end)].strip()
    if blank_below and (first or _blank_above(text, start)):
        return Span(start, next_line(text, end))
    while last and start > next_line(text, body.span.start) and _blank_above(text, start):
        start = line_start(text, start - (2 if text.startswith("\r\n", start - 2) else 1))
    return Span(start, end)


def _blank_above(text: str, start: int) -> bool:
    above = start - (2 if text[max(0, start - 2) : start] == "\r\n" else 1)
    return above > 0 and not text[line_start(text, above) : above].strip()


def _insert(at: int, text: str) -> tuple[Edit, ...]:
    return (Edit(Span(at, at), text),)
