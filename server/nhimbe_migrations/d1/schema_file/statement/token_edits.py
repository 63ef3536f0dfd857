"""Edits inside one statement: the same tokens with other names, or the shortest run of tokens that differs.

SQLite rewrites names in every statement that uses them when a table or column is renamed; this finds what it rewrote
and does the same in the file, in the file's own spacing, comments and quotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nhimbe_migrations.d1.sql.tokens import Token
from nhimbe_migrations.text import Edit, Span

__all__ = ["is_plain_name", "rename_token", "renamed_only", "rewrite", "same"]

_NAMES = ("word", "quoted", "string")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def same(old: Token, new: Token) -> bool:
    """Whether two tokens say the same: names to the letter, keywords and numbers in any case."""
    if old.kind in _NAMES and new.kind in _NAMES:
        if "string" in (old.kind, new.kind) and old.kind != new.kind:
            # SQLite takes "text" for a string where it is no name, and writes it as one where it rewrites a statement
            return new.kind == "string" and old.text[0] == '"' and old.name == new.name
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
