"""Names that somebody may have meant: "Did you mean users.name or users.alternate_name?"."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["did_you_mean", "listed", "nearest"]

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")
_ENOUGH = 0.5
"""Half of the words of both names are the same."""
_SAME_NOUN = 0.45
"""`display_name` and `alternate_name`: what is called so is a name in both."""
_SHORT = 3
_ALIKE = 0.72
"""Of letters in the same order, where no word is the same."""


def nearest(name: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Return the names of `known` that are nearest to `name`: of the same words, of some of them, or spelled alike."""
    scored = ((_nearness(name, item), -position, item) for position, item in enumerate(dict.fromkeys(known)))
    best = sorted(scored, reverse=True)[:most]
    return [item for score, _, item in best if score > 0 and (score == best[0][0] or best[0][0] < 1)]


def did_you_mean(names: Iterable[str]) -> str:
    """Return the question, or nothing where there are no names."""
    found = list(names)
    return f"Did you mean {listed(found, 'or')}?" if found else ""


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return the names as English lists them."""
    found = list(names)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def _nearness(name: str, other: str) -> float:
    one_by_one, other_by_one = _words(name), _words(other)
    left, right = frozenset(one_by_one), frozenset(other_by_one)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    shared = len(left & right) / len(left | right)
    if shared >= _ENOUGH:
        return shared
    if one_by_one[-1] == other_by_one[-1] and len(one_by_one[-1]) > _SHORT:
        return _SAME_NOUN
    from rapidfuzz.distance import OSA, Indel

    one, two = "".join(sorted(left)), "".join(sorted(right))
    alike = max(OSA.normalized_similarity(one, two), Indel.normalized_similarity(name.casefold(), other.casefold()))
    return alike if alike >= _ALIKE else 0.0


def _words(name: str) -> list[str]:
    found = (word.casefold() for word in _WORD.findall(name))
    return [word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word for word in found]  # noqa: PLR2004 `ids`, `bus`
