"""What `sqlite_master` holds while the queries of a file run: whichever way of making it small fits the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.shadow.catalog.reduced import ReducedCatalog
from nhimbe_migrations.d1.shadow.catalog.set_aside import SetAsideCatalog

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.d1.shadow.limits import Clock

__all__ = ["CatalogOfFile"]


class CatalogOfFile:
    """Told of each query of a file before it runs; at most one of the two ways is in use."""

    def __init__(self, connection: apsw.Connection, clock: Clock) -> None:
        self._columns = ReducedCatalog(connection, clock)
        self._definitions = SetAsideCatalog(connection, clock)

    @property
    def own_changes(self) -> int:
        """Rows that were written here, which the connection counts as changes."""
        return self._columns.own_changes + self._definitions.own_changes

    @property
    def is_reduced(self) -> bool:
        """Whether `sqlite_master` lacks rows now."""
        return self._columns.is_reduced or self._definitions.is_active

    def begin(self, queries: Sequence[str]) -> None:
        """A file is about to run, of these queries."""
        self._columns.begin(queries)
        self._definitions.begin(queries)

    def before(self, at: int) -> None:
        """The query of this number is about to run."""
        if self._definitions.wants(at):
            self._columns.put_back()
            self._definitions.before(at)
        else:
            self._definitions.put_back()
            self._columns.before(at)

    def before_asking(self, query: str) -> None:
        """Something else is about to be asked."""
        self._columns.before_asking(query)
        self._definitions.before_asking(query)

    def named(self, name: str) -> tuple[tuple[str, str], ...] | None:
        """Return type and SQL of all objects of this name, in their order; None where the table itself can be asked."""
        return self._definitions.named(name)

    def put_back(self) -> None:
        """Let `sqlite_master` hold all its rows again, in their order."""
        self._columns.put_back()
        self._definitions.put_back()

    def forget(self) -> None:
        """The file is over; where its transaction was taken back the rows are all in their place again."""
        self._columns.forget()
        self._definitions.forget()
