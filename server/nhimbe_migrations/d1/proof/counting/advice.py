"""What to advise where rows of the real database may stop a migration: to count them first, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.counting.met_rows import rows_met
from nhimbe_migrations.d1.proof.counting.stops import counting_query
from nhimbe_migrations.d1.proof.result import look_first
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.schema.model import Schema

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import EngineError, Shadow

__all__ = ["COUNTS_TOO_MUCH", "STOPS_EACH", "how_to_look"]

STOPS_EACH = "Anything but 0 stops the migration: fix those rows in it first."
COUNTS_TOO_MUCH = "These are all rows that the statement meets, and some of them may stop it: look through them first."


def how_to_look(
    error: EngineError,
    migration_sql: str,
    schema: Schema,
    needs: Needs,
    *,
    failing: Sequence[Shadow],
    running: Sequence[Shadow],
) -> str:
    """Return the help of a finding about rows that stop the migration in the databases `failing`, and not in `running`."""
    query = counting_query(error, migration_sql, schema, needs, failing=failing, running=running)
    if query is not None:
        return look_first(query, STOPS_EACH)
    return look_first(rows_met(error, migration_sql, schema, failing[0]), COUNTS_TOO_MUCH)
