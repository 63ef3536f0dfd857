"""One table at some point of a migration, and the unique indexes that the migration has put on it."""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.d1.sql.names import folded

__all__ = ["Relation", "UniqueIndex"]


@dataclass(frozen=True, slots=True)
class UniqueIndex:
    """What CREATE UNIQUE INDEX makes unique."""

    name: str
    terms: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Relation:
    """One table at some point of the migration."""

    columns: tuple[str, ...]
    sql: str
    """Its CREATE TABLE, or nothing where there is none."""
    step: str | None = None
    """The common table expression that holds its rows; None where they stand in the database as they are."""
    types: tuple[tuple[str, str], ...] = ()
    """(folded column, declared type)."""
    origin: str = ""
    """The table of the schema that it was; nothing for one that the migration makes."""
    indexes: tuple[UniqueIndex, ...] = ()
    """The unique indexes that the migration has put on it."""

    def type_of(self, column: str) -> str:
        return dict(self.types).get(folded(column), "")
