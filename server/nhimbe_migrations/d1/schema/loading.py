"""Loads a schema file into a shadow and says what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.script import Script, Statement

__all__ = ["Loaded", "load_schema", "load_statements", "schema_of"]


@dataclass(frozen=True, slots=True)
class Loaded:
    schema: Schema
    problems: tuple[tuple[int, str], ...]
    """Line and message of each statement that the engine would not run."""


def schema_of(schema: Schema | Iterable[str]) -> Schema:
    """Return the schema, or the one that these CREATE statements make."""
    if isinstance(schema, Schema):
        return schema
    return load_schema("".join(f"{statement}\n;\n" for statement in schema)).schema


@lru_cache(maxsize=8)
def load_schema(schema_sql: str) -> Loaded:
    """Run `schema_sql` in an empty shadow and return what it defines, with the statements that did not run."""
    return load_statements(Script.of(schema_sql).statements)


def load_statements(statements: Iterable[Statement]) -> Loaded:
    """Do as `load_schema` with a file that is cut already, which is most of the work.

    Seeds may come in any order: references are not enforced.
    """
    import apsw

    from nhimbe_migrations.d1.schema.introspection import read_schema
    from nhimbe_migrations.d1.shadow.shadow import StatementRefused, open_shadow

    shadow = open_shadow()
    problems: list[tuple[int, str]] = []
    try:
        shadow.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_FKEY, 0)
        shadow.connection.execute("BEGIN")
        for statement in statements:
            try:
                shadow.run(statement.text)
            except StatementRefused as refused:
                problems.append((statement.line, refused.message))
        return Loaded(read_schema(shadow.connection), tuple(problems))
    finally:
        shadow.close()
