"""A population on which a migration runs, where the rows that were aimed at it all stop it.

The aimed rows may be too alike: `substr(code, 1, 1)` is one value in CODE1 and CODE2, and no database is so by nature.
"""

from __future__ import annotations

from dataclasses import replace

from nhimbe_migrations.d1.proof.attempts.images import Fitting
from nhimbe_migrations.d1.proof.runs import Attempt
from nhimbe_migrations.d1.proof.snapshot import Snapshot, count_rows, open_image
from nhimbe_migrations.d1.rows.drawn.populations import Populations
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["running_population"]

_TRIED = 12
_PLAIN = 3
"""Populations of plain rows alone that are tried after them."""
_ENOUGH = 3
"""Rows that every table named in the migration has at least: with fewer, what runs is an exception."""


def running_population(attempt: Attempt, migration_sql: str, needs: Needs) -> Fitting | None:
    """Return the largest population on which the migration runs, with what stops it on the rows of `attempt`."""
    image = attempt.image
    error = next((run.error for run in reversed(attempt.runs) if run.error is not None), None)
    if error is None or not image.bare or any(result.seeded for result in image.fills):
        return None
    if error.message.startswith(("FOREIGN KEY", "internal error", "Durable")):
        return None  # a population may well hold the parent that a new row names
    populations = Populations(image.schema, needs, migration_sql)
    found: list[Snapshot] = []
    for number in range(_TRIED + _PLAIN):
        shadow = open_image(replace(image, data=image.bare), LATEST)
        try:
            populations.fill(shadow, number, plainly=number >= _TRIED)
            counts = count_rows(shadow, image.schema)
            data = shadow.connection.serialize("main") or b""
            met = [count for name, count in counts.items() if folded(name) in needs.named]
            if met and min(met) >= _ENOUGH and shadow.apply(migration_sql) is None:
                found.append(replace(image, data=data, rows=counts))
        finally:
            shadow.close()
    if not found:
        return None
    return Fitting(max(found, key=lambda snapshot: sum(snapshot.rows.values())), ((error, image),))
