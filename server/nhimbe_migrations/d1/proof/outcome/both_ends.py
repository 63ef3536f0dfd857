"""A database before a migration and after it, as whatever looks for a difference needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.counting.losses import Losses
from nhimbe_migrations.d1.schema.model import Schema

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["BothEnds"]


@dataclass(frozen=True, slots=True)
class BothEnds:
    """One database, twice."""

    before: Shadow
    after: Shadow
    was: Schema
    now: Schema
    losses: Losses
    """Writes the queries that count what is gone."""
    tells_values: bool = True
    """Whether a finding may name values of rows; those of somebody's own database stay there."""
