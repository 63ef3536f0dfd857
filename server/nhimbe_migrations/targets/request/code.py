"""SQL, MongoDB driver calls and error texts inside a request, recognised by their shape and not by a keyword alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from nhimbe_migrations.targets.request.vocabulary import Vocabulary

__all__ = ["CodeSpan", "code_in"]


_SIDES: Final[tuple[Literal["d1", "mongodb"], ...]] = ("d1", "mongodb")


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """A piece of a request that only one database understands."""

    side: Literal["d1", "mongodb"]
    text: str
    start: int
    end: int


def code_in(text: str, vocabulary: Vocabulary) -> tuple[CodeSpan, ...]:
    """Return the pieces of code in `text`, in order, none inside another."""
    found = [
        CodeSpan(side, match.group(), *match.span())
        for side, patterns in _patterns(vocabulary)
        for pattern in patterns
        for match in pattern.finditer(text)
    ]
    kept: list[CodeSpan] = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


@lru_cache(maxsize=8)
def _patterns(vocabulary: Vocabulary) -> tuple[tuple[Literal["d1", "mongodb"], tuple[re.Pattern[str], ...]], ...]:
    return tuple(
        (side, tuple(re.compile(pattern) for pattern in vocabulary.phrases(f"syntax.{side}_patterns")))
        for side in _SIDES
    )
