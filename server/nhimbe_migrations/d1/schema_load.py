"""Loads a schema file into a shadow and says what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.d1.schema import Schema

__all__ = ["Loaded", "load_schema"]


@dataclass(frozen=True, slots=True)
class Loaded:
    schema: Schema
    problems: tuple[tuple[int, str], ...]
    """Line and message of each statement that the engine would not run."""


def load_schema(schema_sql: str) -> Loaded:
    """Run `schema_sql` in an empty shadow and return what it defines, with the statements that did not run."""
    from nhimbe_migrations.d1.engine import open_shadow
    from nhimbe_migrations.d1.introspect import read_schema

    shadow = open_shadow()
    try:
        problems = shadow.load(schema_sql)
        schema = read_schema(shadow.connection)
    finally:
        shadow.close()
    return Loaded(schema, tuple((problem.error.line or 1, problem.error.message) for problem in problems))
