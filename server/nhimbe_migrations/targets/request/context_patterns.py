"""Cues: the little language in which the vocabulary says what may stand to the left or right of a phrase.

A cue is words; `*` stands for up to three words, `+` for one to three, `**` for any words that do not leave the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from nhimbe_migrations.targets.request.words import Word, read_words

__all__ = [
    "SENTENCE_ENDS",
    "all_of",
    "anywhere",
    "around",
    "spaced",
    "to_the_left",
    "to_the_right",
    "verb_to_the_right",
]

SENTENCE_ENDS: Final = frozenset(".;!?\n")
_WINDOW: Final = 18
"""How many words on either side may make something of a phrase."""
_WILDCARDS: Final = {
    "*": r"(?:[^\s,:()]+ ){0,3}",
    "+": r"(?:[^\s,:()]+ ){1,3}",
    "**": r"(?:(?!(?:and|but|just|please) )[^\s,:()]+ )*",
}


def spaced(words: Iterable[Word]) -> str:
    """Return words as one line, each with a space on both sides, as the patterns expect it."""
    return " " + "".join(f"{word.norm} " for word in words)


def around(words: Sequence[Word], first: int, last: int) -> tuple[str, str]:
    """Return what stands to the left and right of words `[first, last)` in their sentence."""
    start, end = first, last
    while start > 0 and first - start < _WINDOW and words[start - 1].norm not in SENTENCE_ENDS:
        start -= 1
    while end < len(words) and end - last < _WINDOW and words[end].norm not in SENTENCE_ENDS:
        end += 1
    return spaced(words[start:first]), spaced(words[last:end])


def to_the_left(cues: Iterable[str], fillers: Iterable[str] = ()) -> re.Pattern[str]:
    """Return a pattern for a line that ends with a cue, fillers apart."""
    return re.compile(rf" (?:{_alternatives(cues)})(?:(?:{_alternatives(fillers)}))*$")


def to_the_right(cues: Iterable[str], fillers: Iterable[str] = ()) -> re.Pattern[str]:
    """Return a pattern for a line that starts with a cue, fillers apart."""
    return re.compile(rf"^ (?:(?:{_alternatives(fillers)})){{0,3}}(?:{_alternatives(cues)})")


def verb_to_the_right(fillers: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for a line that starts with a word in -s, its group `verb`, adverbs and the like apart."""
    return re.compile(rf"^ (?:(?:{_alternatives(fillers)})){{0,2}}(?P<verb>[a-z]+s) ")


def anywhere(cues: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for a line that has a cue in it."""
    return re.compile(rf" (?:{_alternatives(cues)})")


def all_of(cues: Iterable[str], fillers: Iterable[str] = ()) -> re.Pattern[str]:
    """Return a pattern for a line that is a cue and nothing else, fillers apart."""
    return re.compile(rf"^ (?:{_alternatives(cues)})(?:(?:{_alternatives(fillers)}))*$")


def _alternatives(cues: Iterable[str]) -> str:
    return "|".join(sorted((_pattern(cue) for cue in cues), key=len, reverse=True)) or "(?!)"


def _pattern(cue: str) -> str:
    return "".join(_part(part) for part in cue.split())


@lru_cache(maxsize=4096)
def _part(part: str) -> str:
    if part in _WILDCARDS:
        return _WILDCARDS[part]
    norm = " ".join(word.norm for word in read_words(part)) or part
    return re.escape(norm) + " "
