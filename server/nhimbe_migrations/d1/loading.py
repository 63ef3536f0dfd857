"""A schema file as the engine reads it; `load_schema` keeps it by its text."""

from __future__ import annotations

from nhimbe_migrations.d1.schema import Schema
from nhimbe_migrations.d1.schema_load import load_schema

__all__ = ["schema_of"]


def schema_of(schema_sql: str) -> Schema:
    """Return what `schema_sql` defines; statements that D1 does not run are passed over."""
    return load_schema(schema_sql).schema
