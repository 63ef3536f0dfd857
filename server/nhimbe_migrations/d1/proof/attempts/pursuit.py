"""A search for rows on which one doubt alone stops the migration: a population is changed until its query counts some.

Populations drawn at random meet a coincidence seldom, and where they do another statement has often failed before. The
search starts from rows on which the migration runs, keeps every query that is told at 0, and asks the database itself
after each change whether the doubt has come true. What it does not find in that many changes is not told.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.counting.meetings import Meeting
from nhimbe_migrations.d1.proof.counting.stops import count
from nhimbe_migrations.d1.rows.candidates import Value
from nhimbe_migrations.d1.rows.drawn.drawing import literals
from nhimbe_migrations.d1.rows.drawn.mutations import Aim, Mutations
from nhimbe_migrations.d1.rows.drawn.populations import Populations
from nhimbe_migrations.d1.sql.tokens import names_in

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Asking", "Doubt", "pursued"]

STEPS = 200
"""Changes of one population, at least."""
_EACH = 60
"""Changes for one doubt, where there are several."""
_MOST_STEPS = 480
_STRETCH = 10
"""Changes in a row for one doubt: it takes a few together."""
_DATES = {"date", "datetime", "julianday", "unixepoch", "strftime", "time"}
_NO_DATES = (-5_000, 10_000_000_000)
"""Numbers that SQLite takes for no date."""


class Asking:
    """Counts how much text of queries the search has asked: what they cost grows with it, on any machine."""

    def __init__(self, most: int) -> None:
        self._left = most

    @property
    def is_over(self) -> bool:
        return self._left <= 0

    def count(self, shadow: Shadow, query: str) -> int | None:
        """Return what `query` counts; None where it does not run."""
        self._left -= len(query)
        return count(shadow, query)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What may stop the migration, with a query that may count the rows."""

    message: str
    line: int | None
    query: str
    statement: str = ""
    """The statement that it is about, where one is known."""
    meeting: Meeting | None = None
    """Where a key may be taken already."""


def pursued(  # noqa: PLR0917 where, what, and how much
    populations: Populations, shadow: Shadow, doubts: Sequence[Doubt], told: Sequence[str], seed: int, asking: Asking
) -> Doubt | None:
    """Change rows of `shadow` until a query of one of `doubts` counts some while none of `told` does; return the doubt.

    None, with rows that no query of either counts, where no change was found that does.
    """
    import apsw

    doubts = [doubt for doubt in doubts if asking.count(shadow, doubt.query) == 0]
    if not doubts or any(asking.count(shadow, query) for query in told):
        return None
    words = {query: names_in(query) for query in (*told, *(doubt.query for doubt in doubts))}
    mutations = Mutations(populations, shadow, random.Random(seed))  # noqa: S311 rows, no secrets
    aims = [*dict.fromkeys(_aim(populations, doubt) for doubt in doubts)]
    found = None
    shadow.ask("BEGIN")
    for number in range(max(STEPS, min(_EACH * len(aims), _MOST_STEPS))):
        if asking.is_over:
            break
        mutations.aim = aims[number // _STRETCH % len(aims)]
        shadow.ask("SAVEPOINT change")
        tables = mutations.step()
        if any(tables & words[query] and asking.count(shadow, query) != 0 for query in told):
            shadow.ask("ROLLBACK TO change")
            tables = frozenset()
        shadow.ask("RELEASE change")
        if tables:
            about = (doubt for doubt in doubts if tables & words[doubt.query])
            found = next((doubt for doubt in about if asking.count(shadow, doubt.query)), None)
            if found is not None:
                break
    with suppress(apsw.Error):
        shadow.ask("COMMIT")
        return found
    shadow.ask("ROLLBACK")
    return None


def _aim(populations: Populations, doubt: Doubt) -> Aim:
    """The columns that the statement itself names, or, where it names none that was there before, the query."""
    asked = names_in(doubt.query)
    named = names_in(f"{doubt.message} {doubt.statement}") if doubt.statement else frozenset[str]()
    places = populations.places(asked & named) or populations.places(asked)
    met = doubt.meeting
    meets = (met.table, met.columns, met.query) if met is not None and met.table in populations.plans else None
    kept = populations.kept_out({table for table, _ in places})
    hints = tuple(dict.fromkeys((*_hints(doubt.query, asked), *kept)))
    return Aim(places, hints, meets, kept, pairs=doubt.message.startswith("UNIQUE"))


def _hints(query: str, words: Collection[str]) -> Iterator[Value]:
    yield from literals(query, once=True)
    if "'blob'" in query:
        yield b"\x01"
    if _DATES & set(words):
        yield from _NO_DATES
