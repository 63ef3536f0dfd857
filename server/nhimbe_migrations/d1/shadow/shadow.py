"""The shadow: SQLite in memory, told to be D1.

What makes the difference between D1 and plain SQLite is set up here: an authorizer, limits, foreign keys that are on
and stay on (nothing can switch them inside a transaction, and everything runs inside one), strings in double quotes,
defensive mode, wrangler's way of cutting a file, and one transaction around the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.shadow.authorizer import Authorizer
from nhimbe_migrations.d1.shadow.engine import Engine
from nhimbe_migrations.d1.shadow.errors import (
    INTERNAL,
    NO_STATEMENT,
    RESET,
    TOO_LONG,
    EngineError,
    LoadProblem,
    StatementRefused,
    is_of_rows,
    wording,
)
from nhimbe_migrations.d1.shadow.generations import BASELINE, LATEST, Generation
from nhimbe_migrations.d1.shadow.limits import (
    FILE_SECONDS,
    FILE_SECONDS_EACH,
    LOAD_SECONDS,
    LOAD_SECONDS_EACH,
    STATEMENT_BYTES,
    own_limits,
    set_limits,
)
from nhimbe_migrations.d1.shadow.wrangler_splitter import Query, SplitError, split_as_wrangler
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import significant
from nhimbe_migrations.text import Lines

if TYPE_CHECKING:
    import apsw

Watch = Callable[[str, int], None]

__all__ = ["EngineError", "LoadProblem", "Shadow", "StatementRefused", "open_shadow", "wording"]


class Shadow(Engine):
    """One database in memory that behaves as D1 of one generation."""

    _watch: Watch | None = None

    def load(self, schema_sql: str | Script | Iterable[Statement], *, strict: bool = False) -> tuple[LoadProblem, ...]:
        """Run schema.sql, statement by statement, and return what did not run; `strict` stops at the first of those.

        Seeds may come in any order: references are not enforced while loading.
        """
        statements = tuple(Script.of(schema_sql).statements if isinstance(schema_sql, str | Script) else schema_sql)
        problems: list[LoadProblem] = []
        with self.references_off(), self.clock.one_file(LOAD_SECONDS + len(statements) * LOAD_SECONDS_EACH):
            self.connection.execute("BEGIN")
            with self.many_definitions(only=True):
                for statement in statements:
                    try:
                        self.run(statement.text)
                    except StatementRefused as refused:
                        error = EngineError(refused.message, statement.text, statement.line, self.generation.name)
                        problems.append(LoadProblem(error))
                        if strict:
                            break
            if self.connection.in_transaction:
                self.connection.execute("COMMIT")
        return tuple(problems)

    def apply(self, migration_sql: str, watch: Watch | None = None) -> EngineError | None:
        """Run a file as `wrangler d1 execute --file` would: all of it, or nothing and the error.

        `watch` is told of each statement, with its line, before it runs.
        """
        self._watch = watch
        self.exhausted = False
        try:
            queries = split_as_wrangler(migration_sql.removeprefix("\ufeff"), self.generation)
        except SplitError as refused:
            return EngineError(str(refused), None, None, self.generation.name)
        if not any(self._is_sent(query.text) for query in queries):
            return EngineError("No SQL statements detected.", None, None, self.generation.name)
        shift = len(migration_sql) - len(migration_sql.removeprefix("\ufeff"))
        return self._transaction(queries, migration_sql, shift)

    def apply_for_both(self, migration_sql: str, watch: Watch | None = None) -> tuple[EngineError | None, bool]:
        """Do as `apply` on the latest generation; also return whether the older one comes to the same for certain.

        It does where no limit of the older one is met, wrangler cuts the file alike, and nothing is asked for that the
        two may answer each in its way. Of what the latest refuses that is said only where rows stop a statement.
        """
        self._authorizer.differs = False
        before = [(limit, self.connection.limit(limit, value)) for limit, value in own_limits(BASELINE).items()]
        try:
            error = self.apply(migration_sql, watch)
        finally:
            for limit, value in before:
                self.connection.limit(limit, value)
        if self._authorizer.differs or (error is not None and not _is_of_rows(error)):
            return error, False
        return error, self._is_cut_alike(migration_sql, to_the_letter=error is not None)

    def _is_cut_alike(self, migration_sql: str, *, to_the_letter: bool) -> bool:
        older, newer = (
            [query.text for query in split_as_wrangler(migration_sql.removeprefix("\ufeff"), generation)]
            for generation in (BASELINE, LATEST)
        )
        if older == newer:
            return True
        newer = [text for text in newer if self._is_sent(text)]
        return (
            not to_the_letter
            and len(older) == len(newer)
            and all(
                [word.text for word in significant(one)] == [word.text for word in significant(other)]
                for one, other in zip(older, newer, strict=True)
            )
        )

    def _transaction(self, queries: tuple[Query, ...], source: str, shift: int) -> EngineError | None:
        lines = Lines(source)
        self.begin()
        ended = False
        try:
            with self.clock.one_file(FILE_SECONDS + len(queries) * FILE_SECONDS_EACH):
                self._of_file.begin([query.text for query in queries])
                for at, query in enumerate(queries):
                    if not self._is_sent(query.text):
                        continue
                    self._changed = self.connection.changes()
                    self._of_file.before(at)
                    error = self._query(query, lines, shift)
                    if error is not None:
                        return error
                    if not self.connection.in_transaction:
                        return EngineError(INTERNAL, query.text, None, self.generation.name)
                self._changed = self.connection.changes()
                self._of_file.put_back()
                error = self._commit()
                ended = error is None
                return error
        finally:
            if self.connection.in_transaction and not ended:
                self.roll_back()
            self._of_file.forget()

    def _commit(self) -> EngineError | None:
        import apsw

        try:
            self.commit()
        except apsw.ConstraintError:
            message = INTERNAL if self.generation == LATEST else RESET
            return EngineError(message, None, None, self.generation.name)
        return None

    def _query(self, query: Query, lines: Lines, shift: int) -> EngineError | None:
        """Run one query. Statements before its last are only begun, as workerd does: their rows stay pending."""
        pending: list[apsw.Cursor] = []
        statements = Script.of(query.text).statements
        name = self.generation.name
        if not statements:
            return EngineError(NO_STATEMENT, None, None, name)
        try:
            for statement in statements:
                line = lines.at(query.place(statement.span.start) + shift)
                error = (
                    self._watched(statement, line)
                    or self._too_long(query, statement)
                    or self._begin(query, statement, statements, pending)
                )
                if error is not None:
                    return EngineError(error, statement.text, line, name)
            if statements[-1].terminator is not None and query.text[statements[-1].terminator.end :].strip():
                return EngineError(NO_STATEMENT, None, None, name)
        finally:
            for cursor in pending:
                cursor.close(force=True)
        return None

    def _watched(self, statement: Statement, line: int) -> str | None:
        """Tell the watch; what it asks the database is stopped with the file, and the file with it."""
        import apsw

        if self._watch is not None:
            try:
                self._watch(statement.text, line)
            except apsw.InterruptError as error:
                return self.wording(error, inside=False)
        self._changed = None
        return None

    def _begin(
        self, query: Query, statement: Statement, statements: tuple[Statement, ...], pending: list[apsw.Cursor]
    ) -> str | None:
        leading = query.text[statement.leading.start : statement.leading.end]
        try:
            cursor, _ = self.step(statement.text, finish=statement is statements[-1], leading=leading)
        except StatementRefused as refused:
            # Rows that break a constraint do so whatever the catalog holds, and OR FAIL has written those before them.
            hidden = self._of_file.is_reduced and self.connection.in_transaction
            if not hidden or is_of_rows(refused.message):
                return refused.message
            self._of_file.put_back()
            return self._begin(query, statement, statements, pending)
        pending.append(cursor)
        return None

    @staticmethod
    def _too_long(query: Query, statement: Statement) -> str | None:
        rest = query.text[statement.leading.start :]
        return TOO_LONG if len(rest.encode(errors="replace")) > STATEMENT_BYTES else None

    def _is_sent(self, query: str) -> bool:
        """Whether miniflare sends the query at all: the newer one drops what holds nothing but line comments."""
        bare = _LINE_COMMENT.sub("", query) if self.generation.splits_as_sqlite else query
        return bool(bare.strip())


def _is_of_rows(error: EngineError) -> bool:
    """Whether a statement breaks a constraint: of the file as a whole each generation says so in its own words."""
    return error.statement is not None and is_of_rows(error.message)


_LINE_COMMENT = re.compile(r"(?:^|(?<=[\n\r\u2028\u2029]))\s*--[^\n\r\u2028\u2029]*")
"""JavaScript's `/^\\s*--.*/gm`."""


_PAGE_BYTES = 1024
"""Each table and each index has a page at least, and most hold a few rows: images of a quarter are copied in a quarter."""


def open_shadow(generation: Generation = LATEST, image: bytes = b"") -> Shadow:
    """Return a shadow of `generation` that holds what `image` holds, or nothing."""
    import apsw

    connection = apsw.Connection(":memory:")
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    if image:
        connection.deserialize("main", image)
    switches = {
        apsw.SQLITE_DBCONFIG_DQS_DDL: 1,
        apsw.SQLITE_DBCONFIG_DQS_DML: 1,
        apsw.SQLITE_DBCONFIG_DEFENSIVE: 1,
        apsw.SQLITE_DBCONFIG_ENABLE_FKEY: 1,
        apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA: 1,
    }
    for switch, value in switches.items():
        connection.config(switch, value)
    connection.execute("PRAGMA recursive_triggers = OFF")
    connection.drop_modules(sorted(LATEST.modules))
    set_limits(connection, generation)
    authorizer = Authorizer(generation)
    connection.authorizer = authorizer
    return Shadow(connection, generation, authorizer)
