"""Hundreds of CREATE and DROP statements in one file, in time that grows with their number alone.

For each of them SQLite goes through the whole of `sqlite_master`: a CREATE looks for the row that it has just written
(OP_ParseSchema in vdbe.c), a DROP for those of what goes (`sqlite3CodeDropTable` in build.c). All else they take from
SQLite's memory. So for the time of a few dozen of them the table holds no more than the rows of what they drop, and of
what they make; what else asks gets all rows back first, and a statement that fails is run again with all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.shadow.catalog.rows import Row, read_rows, write_rows
from nhimbe_migrations.d1.sql.actions import Create, Drop, WriteRows, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import tokens_between

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.d1.shadow.limits import Clock

__all__ = ["SetAsideCatalog"]

_LEAST = 48
"""So many definitions in a row before it pays."""
_AT_ONCE = 64
_MOST_RETURNS = 4
"""Times that something asks for the rest in the middle of a row; then it stays."""
_HEAD_WORDS = 10
_HEAD = re.compile(
    r"(?:\s++|--[^\n]*+\n|/\*.*?\*/)*+(?:(?P<defines>CREATE|DROP)|INSERT|REPLACE)\b", re.IGNORECASE | re.DOTALL
)
_CATALOG = re.compile(r"sqlite_|pragma_", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Query:
    """One that runs as well while rows are set aside."""

    makes: str = ""
    """The folded name of what it makes."""
    drops: tuple[str, str] | None = None
    """The folded name of what it drops, after whether its row goes by `name` (of an index, of a trigger) or by `tbl_name`."""

    @property
    def defines(self) -> bool:
        return bool(self.makes) or self.drops is not None


class SetAsideCatalog:
    """Holds what one connection's `sqlite_master` lacks for a while; told of each query of a file before it runs."""

    def __init__(self, connection: apsw.Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._queries: tuple[_Query | None, ...] = ()
        self._rows: dict[int, Row] = {}
        """Every row, here or not, by its place: they were made in this order."""
        self._places: dict[tuple[str, str], dict[int, None]] = {}
        """Places by ("tbl_name" or "name", folded)."""
        self._here: dict[tuple[str, str], int] = {}
        """Type and name of the rows that the table holds → their places; what was made since is not among them."""
        self._until = 0
        """The first query for which the rows that are here may not be enough."""
        self._returns = 0
        self.own_changes = 0
        """Rows that were written here, which the connection counts as changes."""
        self.is_active = False

    def begin(self, queries: Sequence[str]) -> None:
        """A file is about to run, of these queries."""
        self._queries, self._returns = (), 0
        heads = [_HEAD.match(query) for query in queries]
        if sum(head is not None and head["defines"] is not None for head in heads) < _LEAST:
            return
        found = [_query_of(query) if head is not None else None for query, head in zip(queries, heads, strict=True)]
        start = 0
        for at in range(len(found) + 1):
            if at == len(found) or found[at] is None:
                if sum(query is not None and query.defines for query in found[start:at]) < _LEAST:
                    found[start:at] = [None] * (at - start)
                elif start < at:  # a count of what the query before it changed is still to be asked for
                    found[start] = None
                start = at + 1
        self._queries = tuple(found) if any(found) else ()

    def wants(self, at: int) -> bool:
        """Whether the query of this number runs with rows set aside."""
        return at < len(self._queries) and self._queries[at] is not None and self._returns < _MOST_RETURNS

    def before(self, at: int) -> None:
        """The query of this number, which is wanted, is about to run."""
        if not self.is_active:
            self._start()
        elif at >= self._until:
            self._take_in()
        else:
            return
        if self._queries:
            self._advance(at)

    def before_asking(self, query: str) -> None:
        """Something else is about to be asked; a SELECT from tables finds all that it needs in SQLite's memory."""
        if self.is_active and (query[:6].upper() != "SELECT" or _CATALOG.search(query)):
            self._returns += 1
            self.put_back()

    def named(self, name: str) -> tuple[tuple[str, str], ...] | None:
        """Return type and SQL of all objects of this name, in their order; None where no row is set aside."""
        if not self.is_active:
            return None
        self._take_in()
        places = sorted(self._places.get(("name", folded(name)), ()))
        return tuple((self._rows[place][0], self._rows[place][4]) for place in places)

    def put_back(self) -> None:
        """Let `sqlite_master` hold all its rows again, in their order."""
        if not self.is_active:
            return
        self._take_in()
        self._write([*self._rows.values()])
        self._leave()

    def forget(self) -> None:
        """The file is over; where its transaction was taken back the rows are all in their place again."""
        self._queries = ()
        self._leave()

    def _leave(self) -> None:
        self.is_active, self._rows, self._places, self._here = False, {}, {}, {}

    def _start(self) -> None:
        rows = read_rows(self._connection, self._clock)
        moves_pages = next(iter(self._connection.execute("PRAGMA auto_vacuum")))[0]
        if moves_pages or any(row[0] in ("view", "trigger") and _CATALOG.search(str(row[4])) for row in rows):
            self._queries = ()  # a DROP writes the rows of others; an INSERT may ask for all of them
            return
        self.is_active = True
        for place, row in enumerate(rows):
            self._enter(place, row)
            self._here[row[0], row[1]] = place

    def _enter(self, place: int, row: Row) -> None:
        self._rows[place] = row
        for key in _keys(row):
            self._places.setdefault(key, {})[place] = None

    def _advance(self, at: int) -> None:
        """Let the table hold the rows of what the next queries drop."""
        wanted: dict[int, None] = {}
        names: set[str] = set()
        self._until = at
        for query in self._queries[at : at + _AT_ONCE]:
            if query is None or query.makes in names:
                break  # what was dropped and made again would not be told from what was there
            places = self._places.get(query.drops, {}) if query.drops is not None else {}
            if any(_is_virtual(self._rows[place]) for place in places):
                break  # a virtual table takes tables of its own along
            wanted.update(places)
            names.update(folded(self._rows[place][1]) for place in places)
            self._until += 1
        if self._until == at:
            self.put_back()
            return
        here = sorted(wanted)
        self._write([self._rows[place] for place in here])
        self._here = {(self._rows[place][0], self._rows[place][1]): place for place in here}

    def _take_in(self) -> None:
        """Keep what the statements have made, and forget what they have dropped."""
        gone, here = dict(self._here), dict[tuple[str, str], int]()
        place = next(reversed(self._rows), -1)
        for row in read_rows(self._connection, self._clock):
            known = gone.pop((row[0], row[1]), None)
            if known is None:
                place += 1
                known = place
                self._enter(place, row)
            here[row[0], row[1]] = known
        for known in gone.values():
            for key in _keys(self._rows.pop(known)):
                del self._places[key][known]
        self._here = here

    def _write(self, rows: Sequence[Row]) -> None:
        self.own_changes += write_rows(self._connection, self._clock, rows)


def _keys(row: Row) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("name", folded(str(row[1]))), ("tbl_name", folded(str(row[2])))


def _is_virtual(row: Row) -> bool:
    return row[0] == "table" and not row[3]


def _query_of(text: str) -> _Query | None:
    if _CATALOG.search(text):
        return None
    words = list(islice(tokens_between(text, 0, len(text), bare=True), _HEAD_WORDS))
    action = read_action(words)
    if not isinstance(action, Create | Drop | WriteRows) or any(word.text == "." for word in words):
        return None
    if ";" in text.rstrip().removesuffix(";") and len(Script.of(text).statements) != 1:
        return None
    match action:
        case Create(kind=kind, name=name):
            return None if kind == "virtual table" else _Query(makes=folded(name.name))
        case Drop(kind=kind, name=name):
            return _Query(drops=("name" if kind in ("index", "trigger") else "tbl_name", folded(name.name)))
        case _:
            return _Query()
