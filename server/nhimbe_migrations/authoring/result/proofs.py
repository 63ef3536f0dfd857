"""What a proof showed of one migration, with what pictures are drawn from and a model does not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nhimbe_migrations.authoring.result.report import Verification

__all__ = ["MigrationProof", "Stake", "Stakes"]


@dataclass(frozen=True, slots=True)
class Stake:
    """A table that loses rows, or through which others lose theirs."""

    keeps_none: ClassVar[bool] = True
    table: str
    depth: int
    """0 for a table that the migration names; a child stands right after its parent, one deeper."""
    before: int | None
    """Rows in the proof; None where the table was not there."""
    after: int | None
    """None where the table is gone."""
    through: str | None = None
    """The columns by which it references the table above."""


Stakes = tuple[Stake, ...]
"""A tree, from the top down: parents before their children. Empty where no row is lost."""


@dataclass(frozen=True, slots=True)
class MigrationProof:
    """What the proof of one migration found."""

    file: str
    verification: Verification
    diagram: str | None = None
    """Mermaid: the tables that change; None where no table or column does, or where it was not proved on D1."""
    stakes: Stakes = ()
