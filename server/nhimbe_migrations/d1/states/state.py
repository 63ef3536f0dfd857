"""A database that a migration may meet, and what the replay of a history told beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.states.baseline import Baseline
from nhimbe_migrations.d1.states.origins import Origins
from nhimbe_migrations.d1.states.replay import Failure

__all__ = ["History", "State", "StateName"]

StateName = Literal["history", "schema.sql", "local"]


@dataclass(frozen=True, slots=True)
class State:
    """A database that a migration may meet."""

    name: StateName
    sql: str
    """Statements that make it, with the rows that are seeded."""
    schema: Schema


@dataclass(frozen=True, slots=True)
class History:
    """What the replay of the migrations told beside the database itself."""

    baseline: Baseline
    failures: tuple[Failure, ...]
    """Statements that did not run, those whose work was done already among them."""
    by_hand: tuple[str, ...]
    """Objects and `table.column`s that no migration makes and schema.sql has."""
    origins: Origins

    @property
    def gaps(self) -> tuple[Failure, ...]:
        """Statements whose effect may be missing."""
        return tuple(failure for failure in self.failures if not failure.is_done)
