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
from nhimbe_migrations.d1.rows.drawn.aims import Aim
from nhimbe_migrations.d1.rows.drawn.drawing import literals
from nhimbe_migrations.d1.rows.drawn.mutations import Mutations
from nhimbe_migrations.d1.rows.drawn.populations import Populations
from nhimbe_migrations.d1.sql.tokens import names_in

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["OF_ONE_ROW", "Asking", "Doubt", "pursued"]

OF_ONE_ROW = ("NOT NULL", "CHECK", "malformed JSON", "cannot store", "datatype")
"""What a row breaks by itself: where a query tells it, there is no other way that it comes about."""
STEPS = 120
"""Changes of one population, at least."""
_STEPS_OF_FEW = 280
"""Those of one that is thinned out: there is less to change, and each change costs less."""
_EACH = 60
"""Changes for one doubt, where there are several."""
_MOST_STEPS = 400
_HELD = 0.9
"""How often a change is taken back after which the statement does not meet the rows any more."""
_MORE = 16
"""Changes that are tried besides one that makes a doubt true together with what is told."""
_OFTEN = 8
"""How often that is tried in one search."""
_STRETCH = 10
"""Changes in a row for one doubt: it takes a few together."""
_LONG = 40
"""Characters of a text that is made for its length, at most."""
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
    reach: str = ""
    """What counts all rows that the statement meets; nothing where that is not known."""


def pursued(  # noqa: PLR0917 where, what, and how much
    populations: Populations,
    shadow: Shadow,
    doubts: Sequence[Doubt],
    told: Sequence[str],
    seed: int,
    asking: Asking,
    *,
    thinly: bool = False,
) -> Doubt | None:
    """Change rows of `shadow` until a query of one of `doubts` counts some while none of `told` does; return the doubt.

    None, with rows that no query of either counts, where no change was found that does. `thinly`, with as few rows as can be.
    """
    import apsw

    doubts = [doubt for doubt in doubts if asking.count(shadow, doubt.query) == 0]
    if not doubts or any(asking.count(shadow, query) for query in told):
        return None
    search = _Search(populations, shadow, told, asking, random.Random(seed))  # noqa: S311 rows, no secrets
    shadow.begin()
    found = search.run(doubts, thinly=thinly)
    with suppress(apsw.Error):
        shadow.commit()
        return found
    shadow.roll_back()
    return None


class _Search:
    """Changes the rows of one database, a change at a time, and keeps those that are a step forward."""

    def __init__(
        self, populations: Populations, shadow: Shadow, told: Sequence[str], asking: Asking, chance: random.Random
    ) -> None:
        self._populations = populations
        self._shadow = shadow
        self._told = told
        self._asking = asking
        self._chance = chance
        self._mutations = Mutations(populations, shadow, chance)
        self._words = {query: names_in(query) for query in told}
        self._reached: dict[str, int] = {}
        self._clearing: dict[str, Aim] = {}
        self._cleared = 0

    def run(self, doubts: Sequence[Doubt], *, thinly: bool) -> Doubt | None:
        self._words.update((query, names_in(query)) for doubt in doubts for query in (doubt.query, doubt.reach))
        aims: dict[Aim, list[Doubt]] = {}
        for doubt in doubts:
            aims.setdefault(_aim(self._populations, doubt), []).append(doubt)
        if thinly:
            self._thin()
        order = [*aims.items()]
        for number in range(max(_STEPS_OF_FEW if thinly else STEPS, min(_EACH * len(order), _MOST_STEPS))):
            if self._asking.is_over:
                break
            aim, about = order[number // _STRETCH % len(order)]
            found = self._change(aim, about[0], doubts)
            if found is not None:
                return found
        return None

    def _thin(self) -> None:
        self._shadow.ask("SAVEPOINT change")
        tables = self._mutations.thin()
        if self._tripped(tables):
            self._shadow.ask("ROLLBACK TO change")
        self._shadow.ask("RELEASE change")

    def _change(self, aim: Aim, sought: Doubt, doubts: Sequence[Doubt]) -> Doubt | None:
        """Change something; return the doubt that it makes true."""
        before = self._reach(sought, frozenset())
        self._mutations.aim = aim
        self._shadow.ask("SAVEPOINT change")
        tables = self._mutations.step()
        met = None
        if tables:
            about = (doubt for doubt in doubts if tables & self._words[doubt.query])
            met = next((doubt for doubt in about if self._counts(doubt.query)), None)
        tripped = self._tripped(tables)
        if tripped and met is not None and self._is_cleared(met, tripped):
            tripped = []
        elif tripped:
            met = None
        away = met is None and before > 0 and self._reach(sought, tables) < before and self._chance.random() < _HELD
        if tripped or away:
            self._shadow.ask("ROLLBACK TO change")
            self._reached.clear()
        self._shadow.ask("RELEASE change")
        return met

    def _is_cleared(self, met: Doubt, tripped: Sequence[str]) -> bool:
        """Whether further changes let it be true without what is told: what it takes besides is the same row, elsewhere."""
        self._cleared += 1
        for _ in range(_MORE if self._cleared <= _OFTEN else 0):
            query = self._chance.choice(tripped)
            if query not in self._clearing:
                self._clearing[query] = _clearing(self._populations, query)
            self._mutations.aim = self._clearing[query]
            self._shadow.ask("SAVEPOINT more")
            tables = self._mutations.step()
            now = [query for query in tripped if not tables or self._counts(query) != 0]
            now += [query for query in self._tripped(tables) if query not in now]
            if not tables or len(now) > len(tripped) or not self._counts(met.query):
                self._shadow.ask("ROLLBACK TO more")
            else:
                tripped = now
            self._shadow.ask("RELEASE more")
            if not tripped:
                return True
            if self._asking.is_over:
                break
        return False

    def _tripped(self, tables: frozenset[str]) -> list[str]:
        """What is told, and counts rows after a change of `tables`."""
        return [query for query in self._told if tables & self._words[query] and self._counts(query) != 0]

    def _counts(self, query: str) -> int | None:
        return self._asking.count(self._shadow, query)

    def _reach(self, doubt: Doubt, tables: frozenset[str]) -> int:
        """How many of the rows that it takes the statement meets, after a change of `tables`."""
        if not doubt.reach:
            return 0
        if doubt.reach not in self._reached or tables:
            wanted = 2 if doubt.message.startswith("UNIQUE") else 1
            self._reached[doubt.reach] = min(wanted, self._counts(doubt.reach) or 0)
        return self._reached[doubt.reach]


def _clearing(populations: Populations, query: str) -> Aim:
    """Where to change rows so that a query which is told counts none of them."""
    asked = names_in(query)
    places = populations.places(asked)
    return Aim(places, tuple(dict.fromkeys(_hints(query, asked))), linking="NOT EXISTS" in query)


def _aim(populations: Populations, doubt: Doubt) -> Aim:
    """The columns that the statement itself names, or, where it names none that was there before, the query.

    What refers to the rows of a statement stands in the query alone.
    """
    asked = names_in(doubt.query)
    own = bool(doubt.statement) and not doubt.message.startswith("FOREIGN KEY")
    named = names_in(f"{doubt.message} {doubt.statement}") if own else frozenset[str]()
    places = populations.places(asked & named) or populations.places(asked)
    met = doubt.meeting
    meets = (met.table, met.columns, met.query) if met is not None and met.table in populations.plans else None
    kept = populations.kept_out({table for table, _ in places})
    hints = tuple(dict.fromkeys((*_hints(doubt.query, asked), *kept)))
    return Aim(
        places,
        hints,
        meets,
        kept,
        pairs=doubt.message.startswith("UNIQUE"),
        alone=doubt.message.startswith(OF_ONE_ROW) or "NOT EXISTS" in doubt.query,
        nothing=doubt.message.startswith("NOT NULL"),
    )


def _hints(query: str, words: Collection[str]) -> Iterator[Value]:
    known = [*literals(query, once=True)]
    yield from known
    if "length" in words:
        yield from ("x" * value for value in known if isinstance(value, int) and 0 < value < _LONG)
    if "'blob'" in query:
        yield b"\x01"
    if _DATES & set(words):
        yield from _NO_DATES
