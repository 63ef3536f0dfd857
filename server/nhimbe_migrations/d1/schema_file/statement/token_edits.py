"""Edits inside one statement: the same tokens with other names, or the shortest run of tokens that differs.

SQLite rewrites names in every statement that uses them when a table or column is renamed; this finds what it rewrote
and does the same in the file, in the file's own spacing, comments and quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.sql.tokens import Token, tokens_between
from nhimbe_migrations.text import Edit, Span

__all__ = ["is_plain_name", "keep_columns", "rename_token", "renamed_only", "rewrite", "same"]

_NAMES = ("word", "quoted", "string")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def same(old: Token, new: Token) -> bool:
    """Whether two tokens say the same: names to the letter, keywords and numbers in any case."""
    if old.kind in _NAMES and new.kind in _NAMES:
        if "string" in (old.kind, new.kind) and old.kind != new.kind:
            return False
        return old.name == new.name or (old.kind == new.kind == "word" and old.text.upper() == new.text.upper())
    return old.text.lower() == new.text.lower()


def renamed_only(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether `new` is `old` with other names in some places, and nothing else."""
    return len(old) == len(new) and all(
        same(was, now) or (was.kind in ("word", "quoted") and now.kind in ("word", "quoted"))
        for was, now in zip(old, new, strict=True)
    )


def rewrite(old: Sequence[Token], new: Sequence[Token], new_sql: str) -> list[Edit]:
    """Return the smallest edits that make `old` say what `new`, tokens of `new_sql`, says."""
    if renamed_only(old, new):
        return [rename_token(was, now) for was, now in zip(old, new, strict=True) if not same(was, now)]
    start = 0
    while start < min(len(old), len(new)) and same(old[start], new[start]):
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and same(old[-1 - end], new[-1 - end]):
        end += 1
    gone, come = old[start : len(old) - end], new[start : len(new) - end]
    text = new_sql[come[0].span.start : come[-1].span.end] if come else ""
    if gone:
        return _replacement(old, gone, start, text)
    if start:
        glue = "" if come[0].says(",", ")") else " "
        return [Edit(Span(old[start - 1].span.end, old[start - 1].span.end), f"{glue}{text}")]
    return [Edit(Span(old[0].span.start, old[0].span.start), f"{text} ")]


def _replacement(old: Sequence[Token], gone: Sequence[Token], start: int, text: str) -> list[Edit]:
    """Put `text` where the first of the `gone` tokens is; comments between them stay."""
    edits: list[Edit] = []
    if text:
        return [Edit(Span(gone[0].span.start, gone[-1].span.end), text)]
    before = old[start - 1].span.end if start else gone[0].span.start
    for token in gone:
        edits.append(Edit(Span(before, token.span.end), ""))
        before = token.span.end
    return edits


def rename_token(old: Token, new: Token | str) -> Edit:
    """Return the edit that puts another name where `old` is, quoted as `old` is, or where it now must be."""
    name = new if isinstance(new, str) else new.name
    return Edit(old.span, _quoted_like(old.text, name, needed=isinstance(new, Token) and new.kind == "quoted"))


def _quoted_like(model: str, name: str, *, needed: bool) -> str:
    match model[:1]:
        case '"' | "`" | "'" as mark:
            return mark + name.replace(mark, mark * 2) + mark
        case "[" if "]" not in name:
            return f"[{name}]"
        case _ if is_plain_name(name) and not (needed and is_keyword(name)):
            return name
        case _:
            return '"' + name.replace('"', '""') + '"'


def is_plain_name(name: str) -> bool:
    return _PLAIN.match(name) is not None


def is_keyword(name: str) -> bool:
    """Whether SQLite has a keyword of this name."""
    import apsw

    return name.upper() in apsw.keywords


def keep_columns(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """Return `edits` of `text` with the blanks behind a longer or shorter name changed so that columns stay columns.

    A type or a comment that stands under one of a line beside it keeps its column as far as the blanks before it give;
    what only happens to have blanks before it moves along.
    """
    kept = sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
    taken = [edit.span for edit in kept]
    for at, edit in enumerate(tuple(kept)):
        if not edit.text or edit.span.start == edit.span.end or "\n" in edit.text + edit.span.of(text):
            continue
        stop = text.find("\n", edit.span.end)
        stop = len(text) if stop < 0 else stop
        if at + 1 < len(taken):
            stop = min(stop, taken[at + 1].start)
        grown = len(edit.text) - (edit.span.end - edit.span.start)
        for gap in _gaps(text, edit.span.end, stop):
            if not grown:
                break
            room = gap.end - gap.start
            new = max(1, room - grown)
            kept.append(Edit(gap, " " * new))
            grown -= room - new
    return kept


def _gaps(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the blanks between tokens before which a column of this line and of one beside it starts."""
    line = text.rfind("\n", 0, start) + 1
    for token in tokens_between(text, start, end):
        gap = token.span
        if token.kind == "space" and set(token.text) == {" "} and gap.end < end and len(token.text) > 1:
            column = gap.end - line
            if any(_starts_at(beside, column) for beside in _beside(text, line)):
                yield gap


def _beside(text: str, line: int) -> Iterator[str]:
    if line:
        yield text[text.rfind("\n", 0, line - 1) + 1 : line - 1]
    following = text.find("\n", line) + 1
    if following:
        end = text.find("\n", following)
        yield text[following : len(text) if end < 0 else end]


def _starts_at(line: str, column: int) -> bool:
    return 0 < column < len(line) and line[column] != " " and line[column - 1] == " "
