"""A migration with one statement that leaves out the rows that stop it: to see what those behind it would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.d1.sql.actions import Create, WriteRows
from nhimbe_migrations.d1.sql.script import Script, Statement

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import EngineError

__all__ = ["forgiving"]


def forgiving(migration_sql: str, error: EngineError) -> str:
    """Return the migration with the statement of `error` made to skip what it fails on; every line stays where it is."""
    for statement in Script.of(migration_sql).statements:
        if statement.text == error.statement and statement.line == error.line:
            start = statement.span.start
            return migration_sql[:start] + _skipping(statement) + migration_sql[start + len(statement.text) :]
    return migration_sql


def _skipping(statement: Statement) -> str:
    words = statement.significant
    match statement.action:
        case Create(kind="index"):
            return "SELECT 1" + "\n" * statement.text.count("\n")
        case WriteRows() if words[0].says("INSERT", "UPDATE") and not words[1].says("OR"):
            end = words[0].span.end - statement.span.start
            return f"{statement.text[:end]} OR IGNORE{statement.text[end:]}"
        case _:
            return statement.text
