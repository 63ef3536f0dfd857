"""The database that the repository's code talks to, before a migration and after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.snapshot import Snapshot, bare_image, image_of, open_image
from nhimbe_migrations.d1.queries.bench import Bench, bench_of, definitions_of
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import Shadow
from nhimbe_migrations.d1.sql.names import folded

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.schema.model import Schema, Table, View, VirtualTable

__all__ = ["Effect", "bench_now", "bench_on", "effect_of", "populated"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a migration makes of the database."""

    migration: str
    before: Bench
    after: Bench
    image: Snapshot
    schema_before: Schema
    schema_after: Schema

    def gone(self) -> frozenset[tuple[str, str]]:
        """(table, column), folded, that are there before and not after; with a table all of its columns."""
        return _columns(self.schema_before) - _columns(self.schema_after)

    def tables_gone(self) -> frozenset[str]:
        """Folded tables and views that are there before and not after."""
        there = {table for table, _ in _columns(self.schema_after)}
        return frozenset(table for table, _ in _columns(self.schema_before) if table not in there)

    def new(self) -> frozenset[tuple[str, str]]:
        """(table, column), folded, that are there after and not before."""
        return _columns(self.schema_after) - _columns(self.schema_before)


def bench_now(project: Project) -> Bench:
    """A bench with the database which the history makes."""
    return bench_on(project.states().history.schema)


def bench_on(schema: Schema) -> Bench:
    """A bench with the database of `schema`."""
    return bench_of(_definitions(schema))


def effect_of(state_sql: str, migration: str) -> Effect | None:
    """Run `migration` on the database that `state_sql` makes, with rows; None where it does not run.

    What the rows made here stop, as NULLs do a new NOT NULL, is looked at with the tables empty.
    """
    image = image_of(state_sql, migration)
    return _effect_on(image, migration) or _effect_on(bare_image(image), migration)


def _effect_on(image: Snapshot, migration: str) -> Effect | None:
    with populated(image) as shadow:
        if shadow.apply(migration) is not None:
            return None
        after = definitions_of(shadow.ask("SELECT type, name, tbl_name, sql FROM sqlite_master"))
        schema_after = read_schema(shadow.connection, known=image.schema)
    before = bench_of(_definitions(image.schema))
    return Effect(migration, before, bench_of(after), image, image.schema, schema_after)


def _definitions(schema: Schema) -> tuple[str, ...]:
    return tuple(item.sql for _, item in schema.objects())


@contextmanager
def populated(image: Snapshot, migration: str | None = None) -> Iterator[Shadow]:
    """Open the image, with `migration` run on it."""
    shadow = open_image(image, LATEST)
    try:
        if migration is not None:
            shadow.apply(migration)
        yield shadow
    finally:
        shadow.close()


def _columns(schema: Schema) -> frozenset[tuple[str, str]]:
    relations: tuple[Table | VirtualTable | View, ...] = (*schema.tables, *schema.virtual_tables, *schema.views)
    return frozenset((folded(item.name), folded(column.name)) for item in relations for column in item.columns)
