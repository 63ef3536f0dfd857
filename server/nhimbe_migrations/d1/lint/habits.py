"""The habits of a schema, read for the rules, the fixes and the prompts alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from nhimbe_migrations.d1.schema.loading import schema_of
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.habits.conventions import Conventions
from nhimbe_migrations.habits.counting import ColumnFact, Habits, IndexFact, habits

__all__ = ["conventions_of", "habits_of"]


def conventions_of(schema: Schema | Iterable[str], *, settled: Mapping[str, str] | None = None) -> Conventions:
    """Return what the rules take for a repository's own way: the habits of its schema, less what is settled.

    Args:
        schema: the database as it is, or its CREATE statements.
        settled: what a configuration names, by trait (the keys of `habits.counting.WRITTEN`).
    """
    return _conventions(schema_of(schema), tuple((settled or {}).items()))


def habits_of(schema: Schema, schema_sql: str = "", *, settled: Mapping[str, str] | None = None) -> Habits:
    """Count the habits of a schema; its text is asked for comments and the case of keywords only."""
    tables = {
        table.name: [
            ColumnFact(column.name, column.type, column.default, primary=bool(column.primary_key))
            for column in table.columns
        ]
        for table in schema.tables
    }
    indexes = [
        IndexFact(index.name, index.table, [term.column or "" for term in index.terms]) for index in schema.indexes
    ]
    return habits(tables, indexes, schema_sql, settled=settled or {}, virtual_tables=bool(schema.virtual_tables))


@lru_cache(maxsize=8)
def _conventions(schema: Schema, settled: tuple[tuple[str, str], ...]) -> Conventions:
    return Conventions.of(habits_of(schema, settled=dict(settled)))
