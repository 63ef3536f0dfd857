"""A seed of a thousand INSERT statements read as the few that say the same, so that its rows are weighed together.

What would stop one of them is counted by a query over all that the statements before have done: a thousand statements
would make a thousand queries, each of a thousand steps.
"""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.actions import WriteRows
from nhimbe_migrations.d1.sql.create_table import parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement

__all__ = ["MergedInserts", "merged_inserts"]

_LONGEST = 50_000
"""Code points of one merged statement; D1 takes 100,000 bytes."""


@dataclass(frozen=True, slots=True)
class MergedInserts:
    """A migration whose neighbouring INSERTs of plain values into one table are one statement."""

    script: Script
    source: str
    """The migration as it is."""
    lines: dict[int, int]
    """The line of each statement that went into another, and the line of that other one."""

    @property
    def sql(self) -> str:
        return self.script.text

    def line(self, line: int | None) -> int | None:
        """Return where what stood in `line` is said now."""
        return line if line is None else self.lines.get(line, line)


def merged_inserts(migration_sql: str, schema: Schema) -> MergedInserts:
    """Return the migration with its seeds merged; every other statement stays in its line.

    Rows of a table that references itself stay apart: within one statement a row may come before its parent.
    """
    parts: list[str] = []
    lines: dict[int, int] = {}
    written = 0  # up to where of the text
    last: Statement | None = None
    head: tuple[str, ...] = ()  # the words before the rows of the statement that takes more in
    first = length = 0  # its line, and its length so far
    own = {folded(t.name) for t in schema.tables if any(folded(k.table) == folded(t.name) for k in t.foreign_keys)}
    for statement in Script.of(migration_sql).statements:
        rows = _rows_of(statement, own)
        if rows is None:
            last, head = None, ()
            continue
        words, at = rows
        start = at - statement.span.start
        if last is not None and words == head and length + len(statement.text) <= _LONGEST:
            between = migration_sql[last.span.end : at]
            parts += (migration_sql[written : last.span.end], ",", "\n" * between.count("\n"))
            lines[statement.line] = first
            length += len(statement.text) - start
            written = at
        else:
            first, head, length = statement.line, words, len(statement.text)
        last = statement
    merged = "".join((*parts, migration_sql[written:])) if parts else migration_sql
    return MergedInserts(Script.of(merged), migration_sql, lines)


def _rows_of(statement: Statement, own: set[str]) -> tuple[tuple[str, ...], int] | None:
    """Return the words before the rows of an INSERT of plain values, and where its rows begin; None for any other."""
    if not isinstance(statement.action, WriteRows) or statement.action.verb != "INSERT":
        return None
    if statement.terminator is None or folded(statement.action.table.name) in own:
        return None
    words = statement.significant
    at = next((n for n, word in enumerate(words) if word.says("VALUES")), None)
    if at is None or any(word.says("SELECT") for word in words):
        return None
    place = at + 1
    while inner := parenthesised(words, place):
        place += len(inner)
        if place < len(words) and words[place].says(","):
            place += 1
    if place != len(words):
        return None
    return tuple(word.text for word in words[:at]), words[at + 1].span.start
