"""What changes of a population are made for: where to change most, and what a column then gets."""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.d1.rows.candidates import Value
from nhimbe_migrations.d1.rows.reading.needs import Place

__all__ = ["KINDS", "Aim"]

KINDS = ("theirs", "linked", "like", "respelled", "read", "any", "none", "hint")
_WEIGHTS = (22, 16, 16, 9, 14, 8, 10, 8)
_ALONE = (8, 12, 10, 6, 16, 12, 10, 26)
"""The same where one row is looked for: what others hold matters less to it than what the constraint speaks of."""
_NOTHING = (10, 14, 9, 5, 12, 7, 36, 7)
_LINKING = (5, 60, 3, 2, 5, 3, 20, 2)
"""The same where a partner is looked for, or where none is needed."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What to change most."""

    places: frozenset[Place] = frozenset()
    """The columns."""
    hints: tuple[Value, ...] = ()
    """What may be looked for in them."""
    meeting: tuple[str, tuple[str, ...], str] | None = None
    """A table, some of its columns, and a SELECT of what may meet a value of theirs."""
    kept_out: tuple[Value, ...] = ()
    """What the constraints of their tables speak of: what a key leaves out may be there twice."""
    pairs: bool = False
    """Two rows are looked for that are alike, rather than one."""
    alone: bool = False
    """One row is looked for that breaks something by itself."""
    linking: bool = False
    """A row is looked for that finds a partner."""
    nothing: bool = False
    """NULL is looked for."""

    @property
    def weights(self) -> tuple[int, ...]:
        """How often each of `KINDS` is what a column gets."""
        if self.linking:
            return _LINKING
        return _NOTHING if self.nothing else _ALONE if self.alone else _WEIGHTS
