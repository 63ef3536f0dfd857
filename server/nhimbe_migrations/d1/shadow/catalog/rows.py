"""The rows of `sqlite_master`, read and written as no statement of a migration could: what it means stays in SQLite's memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.d1.shadow.limits import Clock

__all__ = ["Row", "read_anew", "read_rows", "write_rows"]

Row = tuple[Any, ...]
"""type, name, tbl_name, rootpage, sql."""


def read_rows(connection: apsw.Connection, clock: Clock) -> list[Row]:
    """Return the rows in the order in which they were made."""
    with clock.paused():
        return list(connection.execute("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master ORDER BY rowid"))


def write_rows(connection: apsw.Connection, clock: Clock, rows: Sequence[Row]) -> int:
    """Let the table hold these rows and no others; return how many changes of rows the connection has counted for it."""
    import apsw

    before, config = connection.total_changes(), connection.config
    with clock.paused():
        config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 0)
        config(apsw.SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1)
        try:
            connection.execute("DELETE FROM sqlite_master")
            connection.executemany("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", rows)
        finally:
            config(apsw.SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0)
            config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    return connection.total_changes() - before


def read_anew(connection: apsw.Connection, clock: Clock) -> None:
    """Let SQLite forget the schema that it has in memory; its own PRAGMA for that leaves defensive mode, too."""
    import apsw

    with clock.paused():
        connection.execute("PRAGMA writable_schema = RESET")
        connection.config(apsw.SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0)
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
