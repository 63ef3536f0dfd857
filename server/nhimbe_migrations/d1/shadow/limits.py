"""How much D1 takes: the limits of SQLite that workerd turns down, and the ones that its build sets.

Values are those measured on the local engines; where Cloudflare's page names a lower one that nothing enforces
(32 function arguments), the enforced one counts, since this is about what runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.d1.shadow.generations import Generation

__all__ = [
    "FILE_SECONDS",
    "FILE_SECONDS_EACH",
    "LOAD_SECONDS",
    "LOAD_SECONDS_EACH",
    "STATEMENT_BYTES",
    "Clock",
    "own_limits",
    "set_limits",
]

STATEMENT_BYTES = 100_000
"""The longest statement, in bytes of UTF-8."""

FILE_SECONDS = 2.0
"""How long a file may run in the shadow; D1 itself stops a query after 30 s."""
FILE_SECONDS_EACH = 0.02
"""So much more for each of its statements: a file of thousands takes long without a fault."""
LOAD_SECONDS = 10.0
"""How long a schema.sql may take to load, seeds and all."""
LOAD_SECONDS_EACH = 0.002
"""So much more for each of its statements: thousands of tables are no fault."""
_STATEMENT_SECONDS = 5.0
"""How long any one statement may take, ours too: a view or a trigger of the repository may never end."""
_STEPS = 100_000
_HEAP_BYTES = 1_000_000_000
"""Of all the SQLite memory of the process."""


class Clock:
    """Stops what takes too long, for the whole life of a connection.

    Seconds are the processor's: SQLite waits for nothing here, and a busy machine makes no file endless.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        import apsw

        self._connection = connection
        self._since: float | None = None
        self._file_since: float | None = None
        self._file_seconds = float("inf")
        connection.exec_trace = self._begin
        self.ask(self._is_over)
        apsw.hard_heap_limit(_HEAP_BYTES)

    def ask(self, is_over: Callable[[], bool] | None) -> None:
        """Let `is_over` say, every hundred thousand steps of SQLite's machine, whether to stop; None for never."""
        self._handler = is_over
        self._connection.set_progress_handler(is_over, _STEPS)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop nothing that runs inside: statements of our own that must not be left half done."""
        self._connection.set_progress_handler(None)
        try:
            yield
        finally:
            self._connection.set_progress_handler(self._handler, _STEPS)

    @contextmanager
    def one_file(self, seconds: float = FILE_SECONDS) -> Iterator[None]:
        """Let all that runs inside be over in time."""
        self._file_seconds, self._file_since = seconds, None
        try:
            yield
        finally:
            self._file_seconds = float("inf")

    def _begin(self, *_statement: object) -> bool:
        self._since = None
        return True

    def _is_over(self) -> bool:
        """Whether the statement or the file has had its time, from when either first took more than a moment.

        Nothing is asked of the system for a statement that is over at once, which nearly all are.
        """
        now = process_time()
        if self._since is None:
            self._since = now
        if self._file_since is None:
            self._file_since = now
        return now - self._since > _STATEMENT_SECONDS or now - self._file_since > self._file_seconds


def set_limits(connection: apsw.Connection, generation: Generation) -> None:
    """Give `connection` the limits of `generation`."""
    import apsw

    limits = {
        apsw.SQLITE_LIMIT_SQL_LENGTH: STATEMENT_BYTES,
        apsw.SQLITE_LIMIT_COLUMN: 100,
        apsw.SQLITE_LIMIT_COMPOUND_SELECT: 5,
        apsw.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 50,
        apsw.SQLITE_LIMIT_EXPR_DEPTH: 100,
        apsw.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
        apsw.SQLITE_LIMIT_VARIABLE_NUMBER: 100,
        apsw.SQLITE_LIMIT_FUNCTION_ARG: 127,
        apsw.SQLITE_LIMIT_ATTACHED: 0,
        **own_limits(generation),
    }
    for limit, value in limits.items():
        connection.limit(limit, value)


def own_limits(generation: Generation) -> dict[int, int]:
    """Return the limits in which the generations differ, by SQLite's number of each."""
    import apsw

    limits = {apsw.SQLITE_LIMIT_LENGTH: generation.value_bytes}
    if generation.program_steps is not None:
        limits[apsw.SQLITE_LIMIT_VDBE_OP] = generation.program_steps
    return limits
