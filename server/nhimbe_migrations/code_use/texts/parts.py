"""The parts of a text that a program makes: fixed ones, and holes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["MOST_TEXTS", "Hole", "Part", "merged", "product", "texts_of"]

MOST_TEXTS = 12


@dataclass(frozen=True, slots=True)
class Hole:
    """A place whose text is decided when the program runs."""

    expression: str
    texts: tuple[str, ...] = ()
    """All that it can be, the fullest first; nothing where that is not known."""


Part = str | Hole


def merged(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the parts with fixed texts that follow one another as one."""
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
        else:
            if any(texts):
                yield "".join(texts)
            texts = []
            yield part
    if any(texts):
        yield "".join(texts)


def texts_of(parts: Iterable[Part]) -> tuple[str, ...] | None:
    """Return all texts that `parts` can be; None where that is not known, or where they are too many."""
    texts: tuple[str, ...] = ("",)
    for part in parts:
        more = (part,) if isinstance(part, str) else part.texts
        if not more or len(texts) * len(more) > MOST_TEXTS:
            return None
        texts = tuple(text + other for text in texts for other in more)
    return texts


def product(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Each of `first` with each of `second` behind it; where that is too many, every one of both at least once."""
    if len(first) * len(second) <= MOST_TEXTS:
        return tuple(dict.fromkeys(one + other for one in first for other in second))
    return tuple(
        dict.fromkeys(first[at % len(first)] + second[at % len(second)] for at in range(max(len(first), len(second))))
    )
