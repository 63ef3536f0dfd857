"""The whole texts that a query can be: holes with known texts are filled with those, the others by what keeps it SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from nhimbe_migrations.code_use.texts.parts import Hole, Part

__all__ = ["FILLS", "Variants", "variants"]

FILLS = ("?", "", "rowid", "rowid = ?", "1", " AND 1", "WHERE 1")
"""What is tried for a part that is made at run time: a value, nothing, a column, an assignment, conditions."""
_MOST = 48


class Variants:
    """Whole texts to try, in groups: a query is read if one of each group parses.

    A group is about one of the known texts; its members choose the other known ones and fill what is made at run time.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        self._open = [part for part in self._parts if isinstance(part, Hole) and not part.texts]

    @property
    def made_at_run_time(self) -> tuple[str, ...]:
        """The expressions whose texts are not known."""
        return tuple(dict.fromkeys(hole.expression for hole in self._open))

    def groups(self) -> Iterator[tuple[str, ...]]:
        """Yield the groups, the fullest choice of known texts first."""
        for choices in self._choices():
            yield tuple(dict.fromkeys(text for chosen in choices for text in self._filled(chosen)))

    def _choices(self) -> Iterator[tuple[tuple[str, ...], ...]]:
        """The fullest of every known hole, then each other text beside the fullest of the others.

        Two holes may hang on one condition (`WITH …` in front, its name behind), so a text may also stand beside the
        others' texts of its own rank.
        """
        known = [part.texts for part in self._parts if isinstance(part, Hole) and part.texts]
        fullest = tuple(texts[0] for texts in known)
        yield (fullest,)
        for at, texts in enumerate(known):
            for rank, text in enumerate(texts[1:], start=1):
                together = tuple(others[min(rank, len(others) - 1)] for others in known)
                yield (*fullest[:at], text, *fullest[at + 1 :]), (*together[:at], text, *together[at + 1 :])

    def _filled(self, chosen: tuple[str, ...]) -> Iterator[str]:
        count = len(self._open)
        same = ((fill,) * count for fill in FILLS)
        mixed = product(FILLS[:4], repeat=count) if count in {2, 3} else ()
        for number, fills in enumerate((*same, *mixed)):
            if number > _MOST:
                return
            known, opened = iter(chosen), iter(fills)
            yield "".join(
                part if isinstance(part, str) else next(known) if part.texts else next(opened) for part in self._parts
            )
            if not count:
                return


def variants(parts: Sequence[Part]) -> Variants:
    """Return the texts to try for `parts`."""
    return Variants(parts)
