"""One statement at a time on a shadow: run as D1 runs it, or asked by us, and what an error of it is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.shadow.authorizer import TRANSACTION_REFUSED, Authorizer
from nhimbe_migrations.d1.shadow.catalog.of_file import CatalogOfFile
from nhimbe_migrations.d1.shadow.catalog.parked import ParkedCatalog
from nhimbe_migrations.d1.shadow.errors import (
    BINDINGS,
    INTERNAL,
    NOT_AUTHORIZED,
    NUL,
    StatementRefused,
    is_of_rows,
    wording,
)
from nhimbe_migrations.d1.shadow.generations import Generation
from nhimbe_migrations.d1.shadow.limit_clause import execute
from nhimbe_migrations.d1.shadow.limits import Clock
from nhimbe_migrations.d1.shadow.older_grammar import functions_in_defaults, refused_by_baseline

if TYPE_CHECKING:
    import apsw

__all__ = ["Engine"]


class Engine:
    """A connection that was told to be D1, and what it takes to run statements on it."""

    def __init__(self, connection: apsw.Connection, generation: Generation, authorizer: Authorizer) -> None:
        self.connection = connection
        self.generation = generation
        self._authorizer = authorizer
        self.clock = Clock(connection)
        self._catalog = ParkedCatalog(connection, self.clock)
        self._of_file = CatalogOfFile(connection, self.clock)
        self.exhausted = False
        """The last file was stopped because it took too many steps: whether it works or fails is not known."""
        self.is_inside = False
        """All of it runs inside one transaction that somebody else has begun, and will take back."""
        self._changed: int | None = None
        """What `changed_by_last` gives, where the catalog may have written rows since."""

    def image(self) -> bytes:
        """Return the whole database, as `open_shadow` takes it; nothing where it is empty."""
        if self.is_inside:  # a full-text index writes what it holds in memory where a savepoint begins
            self.connection.execute("SAVEPOINT here")
            self.connection.execute("RELEASE here")
        return self.connection.serialize("main") or b""

    def changed_rows(self) -> int:
        """Return how many rows were written on this connection, those of its own catalog left out."""
        return self.connection.total_changes() - self._of_file.own_changes

    def changed_by_last(self) -> int:
        """Return how many rows the last statement of a file has written, whatever was done to the catalog since."""
        return self.connection.changes() if self._changed is None else self._changed

    def begin(self) -> None:
        """Begin what `commit` or `roll_back` ends; none of the three is a question for which the whole catalog is put back."""
        self.connection.execute("SAVEPOINT part" if self.is_inside else "BEGIN")

    def commit(self) -> None:
        """Keep what came since `begin`.

        Raises:
            apsw.ConstraintError: a deferred reference leads nowhere; `roll_back` is still to come.
        """
        import apsw

        if not self.is_inside or not self.connection.in_transaction:
            self.connection.execute("COMMIT")
            return
        if any(self.connection.status(apsw.SQLITE_DBSTATUS_DEFERRED_FKS)):
            raise apsw.ConstraintError("FOREIGN KEY constraint failed")
        self.connection.execute("RELEASE part")

    def roll_back(self) -> None:
        """Take back what came since `begin`."""
        if not self.is_inside:
            self.connection.execute("ROLLBACK")
            return
        self.connection.execute("ROLLBACK TO part")
        self.connection.execute("RELEASE part")

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement as D1 would and return its rows.

        Raises:
            StatementRefused: D1 does not run it.
        """
        if self._catalog.is_open:
            self._catalog.before(statement)
            try:
                return self.step(statement, finish=True)[1]
            except StatementRefused as refused:
                if not self._catalog.is_worth_another_try(of_rows=is_of_rows(refused.message)):
                    raise
        return self.step(statement, finish=True)[1]

    def ask(self, query: str, bindings: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run a statement of our own, unhindered by what D1 forbids."""
        self._of_file.before_asking(query)
        if self._catalog.is_open:
            import apsw

            self._catalog.before(query)
            try:
                return list(self.connection.execute(query, bindings))
            except apsw.Error as error:
                if not self._catalog.is_worth_another_try(of_rows=isinstance(error, apsw.ConstraintError)):
                    raise
        return list(self.connection.execute(query, bindings))

    def named(self, name: str) -> Sequence[tuple[str, str | None]]:
        """Return type and SQL of every object of this name, in the order in which they were made."""
        held = self._of_file.named(name)
        if held is not None:
            return held
        about = "SELECT type, sql FROM sqlite_master WHERE name = ? COLLATE NOCASE ORDER BY rowid"
        return [(str(kind), sql) for kind, sql in self.ask(about, (name,))]

    def ask_all(self, statements: Sequence[str]) -> None:
        """Run statements of our own that change the schema, one after the other; one that fails changes nothing."""
        import apsw

        starts = not self.connection.in_transaction
        if starts:
            self.connection.execute("BEGIN")
        self._of_file.begin(statements)
        for at, statement in enumerate(statements):
            self._of_file.before(at)
            try:
                self.connection.execute(statement)
            except apsw.Error:
                if self._of_file.is_reduced and self.connection.in_transaction:
                    self._of_file.put_back()
                    with suppress(apsw.Error):
                        self.connection.execute(statement)
        if self.connection.in_transaction:
            self._of_file.put_back()
        self._of_file.forget()
        if starts and self.connection.in_transaction:
            self.connection.execute("COMMIT")

    def step(self, statement: str, *, finish: bool, leading: str = "") -> tuple[apsw.Cursor, list[tuple[Any, ...]]]:
        """Run a statement as D1 would; without `finish` it is only begun, and its rows stay pending.

        Raises:
            StatementRefused: D1 does not run it.
        """
        import apsw

        authorizer = self._authorizer
        authorizer.altering = statement[:5].upper() == "ALTER"
        authorizer.refused_transaction = False
        if not self.generation.checks_default_functions:
            refusal = refused_by_baseline(statement)
            if refusal is not None:
                raise StatementRefused(refusal)
            authorizer.unread = functions_in_defaults(statement)
        else:
            if authorizer.altering and authorizer.renames_to_reserved(statement):
                raise StatementRefused(NOT_AUTHORIZED)
            authorizer.differs = authorizer.differs or refused_by_baseline(statement) is not None
        if "\x00" in statement:  # SQLite reads no further, and what it has read is no statement
            raise StatementRefused(NUL)
        statement = statement.encode(errors="replace").decode()  # a lone surrogate is no text
        inside = self.connection.in_transaction
        authorizer.enabled = True
        cursor = self.connection.cursor()
        try:
            execute(self.connection, cursor, statement, leading)
            return cursor, cursor.fetchall() if finish else []
        except apsw.BindingsError:
            raise StatementRefused(BINDINGS) from None
        except apsw.Error as error:
            raise StatementRefused(self.wording(error, inside=inside)) from None
        finally:
            authorizer.enabled = False

    def wording(self, error: apsw.Error, *, inside: bool) -> str:
        """Return the error as D1 words it: SQLite's text, the offset, the name of the code."""
        import apsw

        self.exhausted = self.exhausted or isinstance(error, (apsw.InterruptError, apsw.NoMemError))
        if isinstance(error, apsw.InterruptError):
            return "it was stopped, since it takes too long"
        if self._authorizer.refused_transaction:
            return TRANSACTION_REFUSED
        if inside and not self.connection.in_transaction:
            return INTERNAL
        return wording(error, self._authorizer)

    @contextmanager
    def many_definitions(self, *, only: bool = False) -> Iterator[None]:
        """Let thousands of CREATE statements take time that grows with their number alone.

        Inside, go through `run` and `ask`: the connection itself may not have all of `sqlite_master` at hand; with `only`,
        where nothing but `run` is called, not even the tables that were made.
        """
        self._catalog.is_open, self._catalog.forgets = True, only
        try:
            yield
        finally:
            self._catalog.is_open = False
            self._catalog.put_back()

    @contextmanager
    def references_off(self) -> Iterator[None]:
        """Let rows be made in any order; outside a transaction only, as SQLite has it."""
        import apsw

        self.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_FKEY, 0)
        try:
            yield
        finally:
            self.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_FKEY, 1)

    @contextmanager
    def as_d1(self) -> Iterator[None]:
        """Let the authorizer judge statements of our own as well."""
        self._authorizer.enabled = True
        try:
            yield
        finally:
            self._authorizer.enabled = False

    @contextmanager
    def unjudged(self) -> Iterator[None]:
        """Ask nobody about statements of our own: the authorizer, idle as it is there, costs more than most of them.

        To put it back makes SQLite compile every statement anew, which costs more where the same ones come again and again.
        """
        if self.is_inside:
            yield
            return
        judge, self.connection.authorizer = self.connection.authorizer, None
        try:
            yield
        finally:
            self.connection.authorizer = judge

    def worded(self, error: apsw.Error) -> str:
        """Return an engine error as D1 words it."""
        return wording(error, self._authorizer)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Take back, at the end, whatever was done inside."""
        enabled, self._authorizer.enabled = self._authorizer.enabled, False
        inner = self.connection.in_transaction
        self.connection.execute("SAVEPOINT probe" if inner else "BEGIN")
        self._authorizer.enabled = enabled
        try:
            yield
        finally:
            self._authorizer.enabled = False
            if self.connection.in_transaction:
                # After SQLITE_CORRUPT, which SQLite's own faults draw as well, only a whole ROLLBACK is sure to work.
                for statement in ("ROLLBACK TO probe", "RELEASE probe") if inner else ("ROLLBACK",):
                    self.connection.execute(statement)
            self._authorizer.enabled = enabled

    def close(self) -> None:
        """Free the database; where all of it runs inside somebody's transaction, that is theirs to do."""
        if not self.is_inside:
            self.connection.close()
