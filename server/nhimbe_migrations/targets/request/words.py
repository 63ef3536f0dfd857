"""A request as words: where each one stands, how it reads without case and accents, what is quoted.

Nothing here knows a vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

__all__ = ["Word", "fold", "read_words", "stem"]

_TOKEN: Final = re.compile(
    r"(?P<elision>\b(?:[dlnsjmc]|qu)['’](?=[^\W\d_]{3}))"
    r"|(?P<word>[^\W_][\w]*(?:['’](?!s\b)[^\W\d_]+)*)"
    r"|(?P<possessive>['’]s\b)"
    r"|(?P<mark>->|=>|[.,;:!?()+&>→=\n])",
    re.IGNORECASE,
)
_SIGNS: Final = {"&": "and", "+": "and"}
_INNER_CAPITAL: Final = re.compile(r"[a-z0-9][A-Z]")
_QUOTED: Final = re.compile(
    r"“[^”\n]{1,400}”|«[^»\n]{1,400}»|„[^“”\n]{1,400}[“”]"
    r'|(?<![\w"])"[^"\n]{1,400}"(?!\w)'
    r"|(?<![\w'])'[^'\n]{1,400}'(?!\w)"
    r"|(?<![\w‘])‘[^’\n]{1,400}’(?!\w)"
)
_QUOTED_LINE: Final = re.compile(r"^[ \t]*>[^\n]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark of the request, at `[start, end)`."""

    text: str
    norm: str
    """Without case, accents and apostrophes."""
    start: int
    end: int
    kind: Literal["word", "name", "mark"]
    """`name` is written as programs write names: snake_case or camelCase."""
    quoted: int = 0
    """How many words the quotation that holds this one has; 0 outside quotations."""
    joined: str = ""
    """The sign that ties it to the word before: `.` in `users.email`, `-` in `read-only`."""


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return `text` without case, accents and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "'’")


@lru_cache(maxsize=8192)
def stem(norm: str) -> str:
    """Return the English stem. French and Shona words go the same way on both sides, which is all that is asked."""
    return str(_stemmer().stemWord(norm))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # noqa: ANN202  # the library publishes no types
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def read_words(text: str) -> tuple[Word, ...]:
    """Split `text` into words and the marks that end clauses."""
    quotations = sorted(_quotations(text))
    words: list[Word] = []
    upcoming = 0
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "possessive":
            continue
        start, end = match.span()
        piece = match.group()
        if piece == "." and end < len(text) and not text[end].isspace():
            continue
        while upcoming < len(quotations) and quotations[upcoming][1] <= start:
            upcoming += 1
        inside = upcoming < len(quotations) and quotations[upcoming][0] <= start
        quoted = _count_words(text[slice(*quotations[upcoming])]) if inside else 0
        words.append(
            Word(piece, _SIGNS.get(piece) or fold(piece), start, end, _kind(match), quoted, _joint(text, start))
        )
    return tuple(words)


def _kind(match: re.Match[str]) -> Literal["word", "name", "mark"]:
    if match.lastgroup == "mark":
        return "mark"
    return "name" if "_" in match.group() or _INNER_CAPITAL.search(match.group()) else "word"


def _joint(text: str, start: int) -> str:
    before = text[start - 1 : start]
    return before if before in {".", "-", "/"} and start > 1 and text[start - 2].isalnum() else ""


def _quotations(text: str) -> Iterable[tuple[int, int]]:
    end = 0
    for start, stop in sorted(m.span() for pattern in (_QUOTED, _QUOTED_LINE) for m in pattern.finditer(text)):
        if start >= end:
            yield start, stop
            end = stop


@lru_cache(maxsize=512)
def _count_words(quotation: str) -> int:
    return len(quotation.split())
