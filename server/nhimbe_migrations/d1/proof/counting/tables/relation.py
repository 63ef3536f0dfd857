"""One table at some point of a migration, and the unique indexes that the migration has put on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nhimbe_migrations.d1.proof.counting.tables.clauses import index_terms
from nhimbe_migrations.d1.proof.counting.tables.definitions import renamed_in
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script

__all__ = ["Provenance", "Relation", "UniqueIndex"]


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
    renamed: tuple[tuple[str, str], ...] = ()
    """Its columns that have another name now, one after the other: (old, new)."""
    copied: Provenance | None = None
    """Whose rows it holds, where all of them were copied from another table, or from itself before it was emptied."""
    nulls: frozenset[str] = frozenset()
    """Columns, folded, that hold NULL in every row: new ones without a default, which no statement has written yet."""
    filled: frozenset[str] = frozenset()
    """Columns, folded, that hold NULL in no row, since the statement before has filled them."""
    singled: tuple[frozenset[str], ...] = ()
    """Columns, folded, that no two rows share, since the statement before has left one of each."""

    def type_of(self, column: str) -> str:
        return dict(self.types).get(folded(column), "")

    def unique_indexes(self, schema: Schema) -> Iterator[UniqueIndex]:
        """Yield those that `schema` has on it, under the names that its columns have now, and those of the migration."""
        for index in schema.indexes_of(self.origin) if self.origin else ():
            if index.unique:
                sql = index.sql
                for old, new in self.renamed:
                    sql = renamed_in(sql, old, new)
                terms, where = index_terms(Script.of(sql).statements[0])
                yield UniqueIndex(index.name, tuple(terms), where)
        yield from self.indexes


@dataclass(frozen=True, slots=True)
class Provenance:
    """Rows of one table, one for one, as another table holds them now."""

    table: str
    """The folded name of their own table."""
    relation: Relation
    """Their own table, as it stood when they were copied."""
    columns: Mapping[str, str]
    """Folded column of the table that holds them now: the folded column of their own, unchanged."""
    moment: Mapping[str, str | None]
    """The step of every table when they were copied: what they referred to then."""
    whole: bool
    """None of them was left out."""
    keys: tuple[frozenset[str], ...] = ()
    """Columns of their own table that no two of them share, folded."""
