"""Two states that are the same as far as a migration reaches: what was proved on one of them holds on the other.

Much of a drifted database agrees with the other state. Where everything that a migration can have to do with does (see
`rows.reach`), its rows are made alike, and what becomes of them is the same. The migration still runs on the second
one, since a rename reads every definition there is, and the schema that it leaves is the second one's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nhimbe_migrations.d1.proof.result import Proof, TableEffect
from nhimbe_migrations.d1.proof.snapshot import Snapshot, image_of, open_image
from nhimbe_migrations.d1.schema.model import Index, Object, Trigger, View, VirtualTable
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.sql.names import ObjectKind, folded

__all__ = ["proof_as_on"]

_WHOLE = re.compile(
    r"sqlite_|\bpragma(?!\s+(?:defer_)?foreign_keys\b)|\banalyze\b|\breindex\b|\bvacuum\b", re.IGNORECASE
)
"""What looks at the whole database, whatever it names."""


def proof_as_on(schema_sql: str, other_sql: str, proof: Proof, migration_sql: str) -> Proof | None:
    """Return what proving `migration_sql` on `other_sql` would give, by its `proof` on `schema_sql`.

    None where the two may differ in what it reaches: then it has to be proved.
    """
    from nhimbe_migrations.d1.schema.introspection import read_schema

    if not proof.applied or _WHOLE.search(migration_sql):
        return None
    image, other = image_of(schema_sql, migration_sql), image_of(other_sql, migration_sql)
    if not (_is_sound(image) and _is_sound(other) and image.reach == other.reach):
        return None
    if [*_reached(image, migration_sql)] != [*_reached(other, migration_sql)]:
        return None
    shadow = open_image(other, LATEST)
    try:
        if shadow.apply(migration_sql) is not None:
            return None
        after = read_schema(shadow.connection, known=other.schema)
        made = tuple(shadow.ask("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    finally:
        shadow.close()
    return replace(
        proof,
        schema_before=other.schema,
        schema_after=after,
        sql_after=made,
        rows=tuple(_effects(proof, other)),
        met=other.data,
        passed=other.data,
        migrated=b"",
    )


def _is_sound(image: Snapshot) -> bool:
    """Whether nothing of the state itself is told by a proof."""
    return image.reach is not None and not (image.problems or image.unfilled or image.broken)


def _reached(image: Snapshot, migration_sql: str) -> Iterator[tuple[ObjectKind, Object]]:
    """The objects that the migration reaches, in the order in which they were made; views that it only names too."""
    said = folded(migration_sql)
    names = {*(image.reach or ()), *(name for view in image.schema.views if (name := folded(view.name)) in said)}
    looking = [item for kind, item in image.schema.objects() if kind in {"view", "virtual table"}]
    found = True
    while found:
        found = False
        for item in looking:
            if folded(item.name) not in names and names & _words(item):
                names.add(folded(item.name))
                found = True
    for kind, item in image.schema.objects():
        owner = folded(item.table if isinstance(item, (Index, Trigger)) else item.name)
        if owner in names or (isinstance(item, (Trigger, View, VirtualTable)) and names & _words(item)):
            yield kind, item


def _words(item: Object) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", folded(item.sql)))


def _effects(proof: Proof, image: Snapshot) -> Iterator[TableEffect]:
    """What becomes of the rows: of the tables in reach what became of them there, of the others nothing."""
    told = {folded(item.table): item for item in proof.rows}
    reach = image.reach or frozenset()
    for name, count in image.rows.items():
        yield (
            told.get(folded(name), TableEffect(name, count, count))
            if folded(name) in reach
            else TableEffect(name, count, count)
        )
    yield from (item for item in proof.rows if item.before is None)
