"""The `-- Migration NNN: title` line, and comments that never end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import Token
from nhimbe_migrations.text import Span

__all__ = ["Header", "header_of", "is_open_comment"]


@dataclass(frozen=True, slots=True)
class Header:
    """The line that says a migration's number and title."""

    span: Span
    number: str
    """As written; empty where only `-- Migration: title` stands."""
    title: str
    regular: bool
    """Written exactly as the convention says."""


def header_of(sql: str | Script) -> Header | None:
    """Return the header among the comments before the first statement."""
    script = Script.of(sql)
    first = script.start
    for comment in script.comments:
        if comment.span.start >= first:
            return None
        match = _HEADER.fullmatch(comment.text.rstrip("\r"))
        if match and (match["number"] or match["colon"] == ":"):
            regular = re.match(r"-- Migration \d{3,}: \S", comment.text) is not None
            end = comment.span.start + len(comment.text.rstrip("\r"))
            return Header(Span(comment.span.start, end), match["number"] or "", match["title"], regular)
    return None


_HEADER = re.compile(
    r"--+[ \t]*migration[ \t]*#?(?P<number>\d+)?[ \t]*(?P<colon>:|[-–—.]|$)?[ \t]*(?P<title>.*?)[ \t]*", re.IGNORECASE
)


def is_open_comment(token: Token) -> bool:
    """Whether this is a `/*` comment that the file's end cuts off."""
    return (
        token.kind == "comment"
        and token.text.startswith("/*")
        and not (len(token.text) >= len("/**/") and token.text.endswith("*/"))
    )
