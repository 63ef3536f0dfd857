"""The statements of a text; `Script` holds them with all that is read of it."""

from __future__ import annotations

from nhimbe_migrations.d1.sql.script import Script, Statement

__all__ = ["Statement", "split"]


def split(sql: str) -> tuple[Statement, ...]:
    """Return the statements of `sql` in order."""
    return Script.of(sql).statements
