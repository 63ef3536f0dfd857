"""Hundreds of ALTER TABLE … ADD COLUMN in a row, in time that grows with their number alone.

After each of them SQLite reads its whole schema anew (`renameReloadSchema` in its alter.c), so that n of them on n tables
cost n². All that one such statement needs is its own table, with the indexes and triggers on it. So for the time of a few
of them `sqlite_master` holds the rows of their tables alone; what else asks gets all of it back first, and a statement
that fails is run again with all of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.shadow.catalog.rows import Row, read_anew, read_rows, write_rows
from nhimbe_migrations.d1.sql.actions import AddColumn
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import unquoted

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.d1.shadow.limits import Clock

__all__ = ["ReducedCatalog"]

_LEAST = 12
"""So many in a row before it pays."""
_LEAST_ROWS = 48
"""Of `sqlite_master`: fewer are read anew in no time."""
_AT_ONCE = 16
_MOST_RETURNS = 4
"""Times that something asks for the rest in the middle of a row; then it stays."""
_ALTER = re.compile(r"\s*ALTER\s+TABLE\s", re.IGNORECASE)
_OF_ONE_TABLE = re.compile(r'SELECT 1 FROM ("(?:[^"]|"")+") LIMIT 1')
"""What the proof asks of the table of each statement."""


class ReducedCatalog:
    """Holds what one connection's `sqlite_master` lacks for a while; told of each query of a file before it runs."""

    def __init__(self, connection: apsw.Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._tables: tuple[str | None, ...] = ()
        """Of each query of the file: the table to which it adds a column, where it is one of many in a row."""
        self._rows: list[Row] = []
        self._places: dict[str, list[int]] = {}
        self._here: frozenset[str] = frozenset()
        self._returns = 0
        self.own_changes = 0
        """Rows that were written here, which the connection counts as changes."""

    @property
    def is_reduced(self) -> bool:
        return bool(self._here)

    def begin(self, queries: Sequence[str]) -> None:
        """A file is about to run, of these queries."""
        tables = [_table_of(query) for query in queries]
        start = 0
        for at in range(len(tables) + 1):
            if at == len(tables) or tables[at] is None:
                if at - start < _LEAST:
                    tables[start:at] = [None] * (at - start)
                start = at + 1
        self._tables = tuple(tables) if any(tables) else ()
        self._returns = 0

    def before(self, at: int) -> None:
        """The query of this number is about to run."""
        table = self._tables[at] if at < len(self._tables) else None
        if table is None or self._returns >= _MOST_RETURNS:
            self.put_back()
        elif table not in self._here:
            following = (name for name in self._tables[at : at + _AT_ONCE])
            self._reduce(frozenset(name for name in following if name is not None))

    def before_asking(self, query: str) -> None:
        """Something else is about to be asked."""
        if self._here and not self._is_here(query):
            self._returns += 1
            self.put_back()

    def _is_here(self, query: str) -> bool:
        match = _OF_ONE_TABLE.fullmatch(query)
        return match is not None and folded(unquoted(match[1])) in self._here

    def put_back(self) -> None:
        """Let `sqlite_master` hold all its rows again, in their order."""
        if not self._here:
            return
        self._take_in()
        self._write(self._rows)
        self._rows, self._places, self._here = [], {}, frozenset()

    def forget(self) -> None:
        """The transaction was taken back, and the rows are all in their place again."""
        self._tables = ()
        if self._here:
            self._rows, self._places, self._here = [], {}, frozenset()
            read_anew(self._connection, self._clock)

    def _reduce(self, tables: frozenset[str]) -> None:
        if self._here:
            self._take_in()
        else:
            self._rows = read_rows(self._connection, self._clock)
            if len(self._rows) < _LEAST_ROWS:
                self._rows, self._tables = [], ()
                return
            for place, row in enumerate(self._rows):
                self._places.setdefault(folded(str(row[2])), []).append(place)
        places = sorted(place for table in tables for place in self._places.get(table, ()))
        self._write([self._rows[place] for place in places])
        self._here = tables

    def _take_in(self) -> None:
        """Keep what the statements have made of the rows that are here."""
        places = sorted(place for table in self._here for place in self._places.get(table, ()))
        for place, row in zip(places, read_rows(self._connection, self._clock), strict=True):
            self._rows[place] = row

    def _write(self, rows: Sequence[Row]) -> None:
        self.own_changes += write_rows(self._connection, self._clock, rows)
        read_anew(self._connection, self._clock)


def _table_of(query: str) -> str | None:
    if not _ALTER.match(query):
        return None
    statements = Script.of(query).statements
    action = statements[0].action if len(statements) == 1 else None
    return folded(action.table.name) if isinstance(action, AddColumn) else None
