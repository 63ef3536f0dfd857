"""A schema file as the engine reads it; `load_schema` keeps it by its text."""

from __future__ import annotations

from nhimbe_migrations.d1.proof.result import SCHEMA_REFUSED
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.findings.finding import Finding

__all__ = ["not_loaded", "schema_of"]


def schema_of(schema_sql: str) -> Schema:
    """Return what `schema_sql` defines; statements that D1 does not run are passed over."""
    return load_schema(schema_sql).schema


def not_loaded(schema_sql: str) -> tuple[Finding, ...]:
    """Name each statement that D1 does not run: an error where something stays undefined, else a warning."""
    problems = load_schema(schema_sql).problems
    lines = schema_sql.splitlines() if problems else []
    return tuple(
        SCHEMA_REFUSED.finding(
            message,
            line=line,
            severity="error" if lines[line - 1].lstrip("\ufeff \t").upper().startswith(_DEFINING) else "warning",
        )
        for line, message in problems
    )


_DEFINING = ("CREATE", "ALTER")
