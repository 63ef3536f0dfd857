"""The database that the repository's code talks to, before a migration and after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.prove import proof_kept
from nhimbe_migrations.d1.proof.snapshot import Snapshot, bare_image, image_of, looked_at, open_image, reopened
from nhimbe_migrations.d1.queries.affected import schema_change
from nhimbe_migrations.d1.queries.bench import Bench, bench_of, bench_of_text, definitions_of
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import Shadow

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.proof.result import Proof
    from nhimbe_migrations.d1.schema.model import Schema

__all__ = ["Effect", "bench_now", "bench_on", "effect_of", "populated"]


class Effect:
    """What a migration makes of the database; its shadows live while `effect_of` is open."""

    def __init__(self, migration: str, image: Snapshot, migrated: Shadow, after: Schema | None = None) -> None:
        self.migration = migration
        self.image = image
        self.migrated = migrated
        """The image with the migration run on it. Whoever writes to it takes it back."""
        self.schema_before = image.schema
        self.schema_after = after or read_schema(migrated.connection, known=image.schema)
        self.before = bench_of_text(image.schema_sql)
        self.after = _bench_after(self)
        self._opened = ExitStack()

    @cached_property
    def unmigrated(self) -> Shadow:
        """The image as it is. Whoever writes to it takes it back."""
        return self._opened.enter_context(looked_at(self.image))

    def close(self) -> None:
        """Free the shadows."""
        self.migrated.close()
        self._opened.close()

    def gone(self) -> frozenset[tuple[str, str]]:
        """(table, column), folded, that are there before and not after; with a table all of its columns."""
        return self.schema_before.columns - self.schema_after.columns

    def tables_gone(self) -> frozenset[str]:
        """Folded tables and views that are there before and not after."""
        there = {table for table, _ in self.schema_after.columns}
        return frozenset(table for table, _ in self.schema_before.columns if table not in there)

    def new(self) -> frozenset[tuple[str, str]]:
        """(table, column), folded, that are there after and not before."""
        return self.schema_after.columns - self.schema_before.columns


def bench_now(project: Project) -> Bench:
    """A bench with the database which the history makes."""
    return bench_of_text(project.states().history.sql)


def bench_on(schema: Schema, more: tuple[str, ...] = ()) -> Bench:
    """A bench with the database of `schema`, and with what the statements `more` make of it, where they run."""
    return bench_of((*_definitions(schema), *more))


@contextmanager
def effect_of(state_sql: str, migration: str) -> Iterator[Effect | None]:
    """Run `migration` on the database that `state_sql` makes, with rows; None where it does not run.

    What the rows made here stop, as NULLs do a new NOT NULL, is looked at with the tables empty.
    """
    image = image_of(state_sql, migration)
    effect = (
        _proved_effect(image, state_sql, migration)
        or _effect_on(image, migration, proof_kept(state_sql, migration))
        or _effect_on(bare_image(image), migration)
    )
    try:
        yield effect
    finally:
        if effect is not None:
            effect.close()


def _proved_effect(image: Snapshot, state_sql: str, migration: str) -> Effect | None:
    """The database in which the proof ended, where it ran on this very image a moment ago."""
    proof = proof_kept(state_sql, migration)
    if proof is None or not proof.migrated or proof.schema_after is None:
        return None
    return Effect(migration, image, reopened(proof.migrated), proof.schema_after)


def _effect_on(image: Snapshot, migration: str, proof: Proof | None = None) -> Effect | None:
    """Run it; what it makes of the schema is what it made of it in the proof, whatever rows there were."""
    shadow = open_image(image, LATEST)
    if shadow.apply(migration) is not None:
        shadow.close()
        return None
    return Effect(migration, image, shadow, proof.schema_after if proof is not None and proof.applied else None)


def _bench_after(effect: Effect) -> Bench:
    """A bench on the migrated database, which compiles again what the migration can affect.

    Statistics of the rows made here would steer plans: then it is a bench with the definitions alone.
    """
    rows = effect.migrated.ask("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    if any(str(row[1]).startswith("sqlite_stat") for row in rows):
        return bench_of(definitions_of(rows))
    found = tuple((row[0], row[1], row[2], row[3]) for row in rows)
    change = schema_change(effect.schema_before, effect.schema_after, effect.before.objects(), found)
    return Bench(effect.migrated, like=effect.before, but=change)


def _definitions(schema: Schema) -> tuple[str, ...]:
    return tuple(item.sql for _, item in schema.objects())


@contextmanager
def populated(image: Snapshot) -> Iterator[Shadow]:
    """Open a copy of the image, which may be changed."""
    shadow = open_image(image, LATEST)
    try:
        yield shadow
    finally:
        shadow.close()
