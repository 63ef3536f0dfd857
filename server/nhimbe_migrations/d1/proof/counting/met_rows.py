"""The query that counts every row that a statement meets, where none is found that tells the failing ones apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.counting.stops import count, state_before
from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, read_write
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.actions import AddColumn, Create
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.tokens import names_in, quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import EngineError, Shadow

__all__ = ["rows_met", "rows_of_statement"]


def rows_met(error: EngineError, migration_sql: str, schema: Schema, failing: Shadow) -> str | None:
    """Return one SELECT that counts the rows that the failing statement meets in `failing`; None where there are none."""
    statement, relations = state_before(error.statement, error.line, migration_sql, schema)
    if statement is not None and relations is not None:
        for query in rows_of_statement(statement, relations):
            if count(failing, query):
                return f"{query};"
    for query in _of_tables(error.statement or migration_sql, migration_sql, schema):
        if count(failing, query):
            return f"{query};"
    return None


def rows_of_statement(statement: Statement, relations: Relations) -> Iterator[str]:
    """Yield what counts the rows that a statement meets, as the tables stand before it; nothing where that is not followed."""
    match statement.action:
        case Create(kind="index", table=table) if table is not None:
            yield relations.query(f"SELECT count(*) FROM {quoted(table.name)}")
            return
        case AddColumn(table=table):
            yield relations.query(f"SELECT count(*) FROM {quoted(table.name)}")
            return
        case _:
            pass
    try:
        write = read_write(statement)
    except Unreadable:
        return
    if write is None or folded(write.table) not in relations.tables:
        return
    if write.verb == "INSERT":
        yield relations.query(f"SELECT count(*) FROM ({write.source})", ctes=write.ctes)
        return
    where = f" WHERE {write.where}" if write.where and not write.others else ""
    yield relations.query(
        f"SELECT count(*) FROM {quoted(write.table)} AS {quoted(write.alias)}{where}", ctes=write.ctes
    )


def _of_tables(text: str, migration_sql: str, schema: Schema) -> Iterator[str]:
    """All rows of the tables that a text names, then of those that the migration names."""
    for part in dict.fromkeys((text, migration_sql)):
        words = names_in(part, strings=False)
        named = [table.name for table in schema.tables if folded(table.name) in words]
        if named:
            yield _sum_of(named)


def _sum_of(names: list[str]) -> str:
    if len(names) == 1:
        return f"SELECT count(*) FROM {quoted(names[0])}"
    return "SELECT " + " + ".join(f"(SELECT count(*) FROM {quoted(name)})" for name in names)
