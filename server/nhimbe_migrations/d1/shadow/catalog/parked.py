"""Thousands of CREATE statements in time that grows with their number alone.

After each CREATE SQLite looks through the whole of `sqlite_master` for the row that it has just written (OP_ParseSchema
in its vdbe.c), so that n of them cost n². What it has read stays in its memory, and nothing else asks the table. So
during a long run of definitions the rows are parked here, and put back before anything could miss them.

It also goes through all tables in its memory (`sqlite3FkClearTriggerCache`), and looks names up in tables of 64 slots. So
where a schema is made of thousands of CREATE statements, that memory is emptied along with the rows: a definition whose
name is not among those of the parked rows needs nothing of it, and one that fails is run again with all of it.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.shadow.catalog.rows import Row, read_anew, read_rows, write_rows
from nhimbe_migrations.d1.sql.actions import Create, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import tokens_between

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.d1.shadow.limits import Clock

__all__ = ["ParkedCatalog"]

_LEAST = 128
"""So many definitions in a row before it pays."""
_MANY = 4_000
"""So many rows parked before SQLite's memory is emptied: it is filled again when they are put back."""
_HEAD_WORDS = 8
_ALONE = re.compile(
    r"CREATE\s+(?:TABLE|(?:UNIQUE\s+)?INDEX|VIEW|TRIGGER)\s(?!.*\b(?:AUTOINCREMENT|AS\s*\(?\s*(?:SELECT|WITH|VALUES))\b)",
    re.IGNORECASE | re.DOTALL,
)
"""Definitions that need no other object than the one on which they stand."""
_PLAIN = re.compile(r"(?:CREATE\s+(?:TABLE|(?:UNIQUE\s+)?INDEX|VIEW|TRIGGER)|INSERT)\s", re.IGNORECASE)
"""Statements that find all they need in SQLite's memory. A virtual table or an ALTER reads and rewrites the catalog."""
_DEFINES = re.compile(r"CREATE\s+(?:TABLE|(?:UNIQUE\s+)?INDEX)\s", re.IGNORECASE)
_CATALOG = re.compile(r"sqlite_|pragma_", re.IGNORECASE)


class ParkedCatalog:
    """Holds the rows of one connection's `sqlite_master` while definitions run; told of each statement before it runs."""

    def __init__(self, connection: apsw.Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._rows: list[Row] = []
        self._in_a_row = 0
        self._wanted = _LEAST
        self._is_off = False
        self.is_open = False
        """Whether rows may be parked now; set by the shadow for the time of a file."""
        self.forgets = False
        """Whether SQLite's memory may be emptied: nobody asks the connection itself."""
        self._is_forgotten = False
        self._names: set[str] = set()
        """Of all parked rows, folded, where SQLite has forgotten them."""

    def before(self, sql: str) -> None:
        """A statement is about to run: park or put back what it takes."""
        plain = _PLAIN.match(sql)
        if plain and not _DEFINES.match(sql) and _CATALOG.search(sql):
            # A view or trigger that reads the catalog may be asked by any later INSERT.
            plain = None
            self._is_off = self._is_off or sql[:6].upper() == "CREATE"
        if not plain or self._is_off:
            self.put_back()
            return
        self._in_a_row += 1
        if self.is_open and self._in_a_row >= self._wanted and self._connection.in_transaction:
            self._in_a_row, self._wanted = 0, _LEAST
            self._park()
        if self._is_forgotten and not self._stands_alone(sql):
            self.put_back()

    def is_worth_another_try(self, *, of_rows: bool) -> bool:
        """Whether the statement that failed is to be run again, with every row in its place.

        A statement that is interrupted takes its whole transaction back, the parking with it. One that fails because `of_rows`
        fails whatever is parked, and OR FAIL has written the rows before them.
        """
        if not self._rows:
            return False
        if not self._connection.in_transaction:
            self._rows, self._is_off = [], True
            self._remember()
            return False
        if of_rows:
            return False
        self.put_back()
        return True

    def put_back(self) -> None:
        """Let `sqlite_master` hold all its rows again, in their order."""
        self._in_a_row = 0
        if not self._rows:
            return
        rows = [*self._rows, *read_rows(self._connection, self._clock)]
        # The next time only after so many definitions that putting back costs no more than they do.
        self._rows, self._wanted = [], max(_LEAST, len(rows) // 4)
        write_rows(self._connection, self._clock, rows)
        self._remember()

    def _park(self) -> None:
        rows = read_rows(self._connection, self._clock)
        self._rows += rows
        write_rows(self._connection, self._clock, ())
        if not self.forgets or len(self._rows) < _MANY:
            return
        new = rows if self._is_forgotten else self._rows
        if any(row[0] == "table" and not row[3] for row in new):
            self.forgets = False  # a virtual table keeps names for itself
            self.put_back()
            return
        self._names.update(folded(str(row[1])) for row in new)
        read_anew(self._connection, self._clock)
        self._is_forgotten = True

    def _remember(self) -> None:
        if self._is_forgotten:
            read_anew(self._connection, self._clock)
            self._is_forgotten, self._names = False, set()

    def _stands_alone(self, sql: str) -> bool:
        if not _ALONE.match(sql):
            return False
        action = read_action(list(islice(tokens_between(sql, 0, len(sql), bare=True), _HEAD_WORDS)))
        return isinstance(action, Create) and folded(action.name.name) not in self._names
