"""Statements whose effect no query says: a trigger that fires, a table that is read while it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from nhimbe_migrations.d1.proof.counting.breaks import referring, triggers_not_followed
from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, read_write
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.tokens import significant

__all__ = ["not_followed", "touched_with"]


def not_followed(statement: Statement, relations: Relations, messages: Iterable[str]) -> Iterator[str]:
    """Why the queries about a statement may miss rows that stop it."""
    try:
        write = read_write(statement)
    except Unreadable:
        return
    if write is None or folded(write.table) not in relations.tables:
        return
    if write.verb == "UPDATE" and any(_reads(value, write.table) for _, value in write.sets) and any(messages):
        yield f"it reads {write.table}, row by row, while it changes it"
    names = dict.fromkeys(triggers_not_followed(write, relations))
    if write.verb == "DELETE" or write.conflict == "REPLACE":
        beside = touched_with(write.table, relations) - {folded(write.table)}
        names |= dict.fromkeys(name for name, (on, _) in relations.triggers.items() if folded(on) in beside)
    yield from (f"trigger {name} fires" for name in names)


def _reads(value: str, table: str) -> bool:
    """Whether a subquery in an expression reads a table."""
    words = significant(value)
    return any(word.says("SELECT") for word in words) and any(
        before.says("FROM", "JOIN", ",") and folded(word.name) == folded(table) for before, word in pairwise(words)
    )


def touched_with(table: str, relations: Relations) -> set[str]:
    """The folded names of the tables whose rows change with those of a table."""
    touched = {folded(table)}
    waiting = [folded(table)]
    while waiting:
        for child in referring(waiting.pop(), relations):
            if child not in touched and not relations.is_empty(child):
                touched.add(child)
                waiting.append(child)
    return touched
