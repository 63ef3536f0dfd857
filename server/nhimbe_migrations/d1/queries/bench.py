"""A database on which queries are compiled and never run."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.queries.affected import CatalogueRow, SchemaChange
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script

if TYPE_CHECKING:
    import apsw

__all__ = ["Bench", "Compiled", "bench_of", "bench_of_text", "definitions_of"]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the engine says of a query before it runs."""

    error: str | None = None
    """Why it does not compile, as D1 words it."""
    unfinished: bool = False
    """It is no whole statement, or not one of SQL at all: a fragment, or a fill that does not fit."""
    reads: frozenset[tuple[str, str]] = frozenset()
    """(table, column), folded; what views and triggers read for it is theirs."""
    writes: frozenset[str] = frozenset()
    """Folded tables."""
    loops: tuple[tuple[str, str], ...] = ()
    """Each loop of its plan, outermost first, with the name or alias in the query: `SCAN` reads the whole table, `SEARCH`
    what an index leads to, `POINT` the one row of a key."""
    variables: int = 0
    updates: frozenset[tuple[str, str]] = frozenset()
    """(table, column), folded, that the statement itself sets."""
    sorts: int = 0
    """How often its rows are sorted aside, for GROUP BY or ORDER BY."""
    outputs: frozenset[tuple[str, str, str]] = frozenset()
    """(table, column, name): the columns of its rows that are a table's as they are; table and column folded."""

    @property
    def tables(self) -> frozenset[str]:
        return self.writes | {table for table, _ in self.reads}


class Bench:
    """One database; `close` frees it."""

    def __init__(self, shadow: Shadow, *, like: Bench | None = None, but: SchemaChange | None = None) -> None:
        """Compile on `shadow`, which is what the bench `like` holds `but` for a change: what that cannot affect is asked there."""
        self._shadow = shadow
        self._like = like
        self._but = but
        self._kept: dict[str, Compiled] = {}
        self._cuts: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
        self._differing: dict[str, bool] = {}
        self._answers: dict[_Question, _Answer] = {}
        self._variables: dict[str, int] = {} if like is None else like._variables  # noqa: SLF001 another of this class
        """By statement, how many values it takes, which is the same on every bench that is alike."""
        self.notes: dict[Hashable, Any] = {}
        """What others worked out by compiling here; it holds as long as the bench."""

    @property
    def like(self) -> Bench | None:
        """The bench that holds the same but for a change."""
        return self._like

    def differs_for(self, sql: str) -> bool:
        """Say whether `sql` may compile to something else here than on the bench that this one is like."""
        if self._but is None:
            return True
        known = self._differing.get(sql)
        if known is None:
            known = self._differing[sql] = self._but.affects(sql)
        return known

    @property
    def shadow(self) -> Shadow:
        return self._shadow

    def compile(self, sql: str) -> Compiled:
        """Compile every statement of `sql`; the first that fails gives the error."""
        if sql not in self._kept:
            same = self._like if not self.differs_for(sql) else None
            self._kept[sql] = self._compile(sql) if same is None else same.compile(sql)
        return self._kept[sql]

    def objects(self) -> tuple[CatalogueRow, ...]:
        """Return what `sqlite_master` holds, less the indexes of constraints."""
        rows = self._shadow.ask("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return tuple((row[0], row[1], row[2], row[3]) for row in rows)

    def _compile(self, sql: str) -> Compiled:
        statements = self._cut(sql)
        if not statements:
            return Compiled("incomplete input", unfinished=True)
        found = [self._one(text, words) for text, words in statements]
        if len(found) == 1:
            return found[0]
        wrong = next((item for item in found if item.error is not None), None)
        return Compiled(
            error=wrong.error if wrong else None,
            unfinished=any(item.unfinished for item in found),
            reads=frozenset().union(*(item.reads for item in found)),
            writes=frozenset().union(*(item.writes for item in found)),
            loops=tuple(loop for item in found for loop in item.loops),
            variables=sum(item.variables for item in found),
            updates=frozenset().union(*(item.updates for item in found)),
            sorts=sum(item.sorts for item in found),
            outputs=frozenset().union(*(item.outputs for item in found)),
        )

    def _cut(self, sql: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each statement with its first words; benches that are alike cut a text once."""
        if self._like is not None:
            return self._like._cut(sql)  # noqa: SLF001 another of this class
        if sql not in self._cuts:
            self._cuts[sql] = tuple((statement.text, statement.words) for statement in Script.of(sql).statements)
        return self._cuts[sql]

    def _one(self, statement: str, words: Sequence[str]) -> Compiled:
        import apsw

        if words[:1] in {("PRAGMA",), ("EXPLAIN",), ("ANALYZE",)}:
            return Compiled()
        if words[:1] == ("CREATE",) and "EXISTS" in words:
            return Compiled()  # made when it is not there: the program brings its own table along
        connection = self._shadow.connection
        reads: set[tuple[str, str]] = set()
        writes: set[str] = set()
        updates: set[tuple[str, str]] = set()
        with self._recording(reads, writes, updates):
            count = 0
            try:
                rows, count = self._plan(connection, statement)
            except (apsw.Error, ValueError) as error:
                message = self._shadow.worded(error) if isinstance(error, apsw.Error) else str(error)
                if words[:1] in {("CREATE",), ("ALTER",)} and any(said in message for said in _DONE):
                    return Compiled()  # a program that changes the schema itself asks first what is there
                return Compiled(message, unfinished=_is_unfinished(message))
        outputs: frozenset[tuple[str, str, str]] = frozenset()
        if words[:1] not in _WRITES or "returning" in folded(statement):
            with self._shadow.unjudged():
                outputs = _outputs(connection, statement, count)
        return Compiled(
            reads=frozenset(reads),
            writes=frozenset(writes),
            loops=tuple(_loops(rows)),
            variables=count,
            updates=frozenset(updates),
            sorts=sum(str(row[3]).startswith(_SORTS) for row in rows),
            outputs=outputs,
        )

    def _plan(self, connection: apsw.Connection, statement: str) -> tuple[list[Any], int]:
        import apsw

        query, count = f"EXPLAIN QUERY PLAN {statement}", self._variables.get(statement, 0)
        try:
            return connection.execute(query, (None,) * count, can_cache=False).fetchall(), count
        except apsw.BindingsError as error:
            number = re.search(r"(?:uses|has) (\d+)", str(error))
            if number is None or count:
                raise
            count = self._variables[statement] = int(number[1])
            return connection.execute(query, (None,) * count, can_cache=False).fetchall(), count

    @contextmanager
    def _recording(
        self, reads: set[tuple[str, str]], writes: set[str], updates: set[tuple[str, str]]
    ) -> Iterator[None]:
        import apsw

        connection, judge = self._shadow.connection, self._shadow.connection.authorizer
        answers = self._answers

        def note(action: int, first: str | None, second: str | None, database: str | None, by: str | None) -> int:
            question = (action, first, second, database, by)
            answer = answers.get(question)
            if answer is None:
                said = judge(*question) if judge is not None else apsw.SQLITE_OK
                answer = answers[question] = _answered(action, first, second, by, said)
            said, read, written, updated = answer
            if read is not None:
                reads.add(read)
            if written is not None:
                writes.add(written)
            if updated is not None:
                updates.add(updated)
            return said

        connection.authorizer = note
        try:
            with self._shadow.as_d1():
                yield
        finally:
            connection.authorizer = judge

    def close(self) -> None:
        self._shadow.close()


_Question = tuple[int, str | None, str | None, str | None, str | None]
_Answer = tuple[int, tuple[str, str] | None, str | None, tuple[str, str] | None]
"""Whether it may be done, the column that is read, the table that is written, the column that is set."""


def _answered(action: int, first: str | None, second: str | None, by: str | None, said: int) -> _Answer:
    """What a question of the engine says of the statement; what views and triggers do is theirs."""
    import apsw

    if by is not None or not first or first.startswith("sqlite_"):
        return said, None, None, None
    place = (folded(first), folded(second or ""))
    if action == apsw.SQLITE_READ:
        return said, place, None, None
    if action not in {apsw.SQLITE_INSERT, apsw.SQLITE_UPDATE, apsw.SQLITE_DELETE}:
        return said, None, None, None
    is_set = action == apsw.SQLITE_UPDATE and bool(second)
    return said, place if is_set else None, place[0], place if is_set else None


def _outputs(connection: apsw.Connection, statement: str, count: int) -> frozenset[tuple[str, str, str]]:
    """What the rows of a statement hold, told by the engine as it compiles it; it is not run."""
    import apsw

    found: list[Any] = []
    cursor = connection.cursor()

    def stop(compiled: apsw.Cursor, _sql: str, _bindings: Any) -> bool:  # noqa: ANN401 apsw's
        found.extend(compiled.description_full)
        return False

    cursor.exec_trace = stop
    with suppress(apsw.Error, ValueError):
        cursor.execute(statement, (None,) * count, can_cache=False)
    return frozenset((folded(table), folded(column), name) for name, _, _, table, column in found if table and column)


_DONE = ("already exists", "there is already", "already another", "duplicate column name")
_WRITES = {("INSERT",), ("REPLACE",), ("UPDATE",), ("DELETE",)}
"""Without RETURNING they give no rows."""
_SORTS = ("USE TEMP B-TREE FOR GROUP BY", "USE TEMP B-TREE FOR ORDER BY")
_UNFINISHED = re.compile(
    r"syntax error|incomplete input|unrecognized token|wrong number of parameter|without content", re.IGNORECASE
)


def _is_unfinished(message: str) -> bool:
    return _UNFINISHED.search(message) is not None


def _loops(rows: list[Any]) -> Iterator[tuple[str, str]]:
    for row in rows:
        detail = str(row[3])
        match = re.match(r"(SCAN|SEARCH) (\S+)", detail)
        if match is None or match[2] in {"CONSTANT", "(subquery"} or "VIRTUAL TABLE" in detail:
            continue
        if detail.endswith("-ROW VALUES CLAUSE"):  # rows that the statement brings along
            continue
        kind = match[1]
        if kind == "SEARCH" and "USING" not in detail:
            kind = "SCAN"  # min() or max() without an index
        elif kind == "SEARCH" and _ONE_ROW.search(detail):
            kind = "POINT"
        yield kind, folded(match[2])


_ONE_ROW = re.compile(r"INTEGER PRIMARY KEY \(rowid=\?\)|sqlite_autoindex_\S+ \([^<>]*\)|USING PRIMARY KEY \([^<>]*\)")


def definitions_of(rows: Sequence[tuple[Any, ...]]) -> tuple[str, ...]:
    """Return the statements of `sqlite_master` rows (type, name, tbl_name, sql), tables first and triggers last."""
    order = {"table": 0, "view": 1, "index": 2, "trigger": 3}
    made = [row for row in rows if row[3] and not str(row[1]).startswith("sqlite_")]
    return tuple(str(row[3]) for row in sorted(made, key=lambda row: order.get(str(row[0]), 9)))


@lru_cache(maxsize=6)
def bench_of(definitions: tuple[str, ...]) -> Bench:
    """Return a bench with these objects; statements that do not run are passed over. Kept, so it is never closed."""
    import apsw

    shadow = open_shadow()
    with shadow.references_off():
        shadow.connection.execute("BEGIN")
        with shadow.many_definitions():
            for definition in definitions:
                try:
                    shadow.ask(definition)
                except apsw.Error:  # tables that a virtual table brings along are there already
                    continue
        if shadow.connection.in_transaction:
            shadow.connection.execute("COMMIT")
    return Bench(shadow)


@lru_cache(maxsize=6)
def bench_of_text(schema_sql: str) -> Bench:
    """Return a bench with the database that `schema_sql` makes, which was loaded before more often than not.

    Statistics that came with it would steer plans: then it is made of the definitions alone. Kept, so it is never closed.
    """
    shadow = open_shadow(image=load_schema(schema_sql).image)
    rows = shadow.ask("SELECT type, name, tbl_name, sql FROM sqlite_master")
    if any(str(row[1]).startswith("sqlite_stat") for row in rows):
        shadow.close()
        return bench_of(definitions_of(rows))
    return Bench(shadow)
