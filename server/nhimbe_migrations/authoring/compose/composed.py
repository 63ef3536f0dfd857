"""What either database's half of a draft hands to the story: the text, what is wrong with it, what it changes."""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.authoring.result.report import Verification
from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.findings.accepted import Accepted
from nhimbe_migrations.findings.finding import Finding

__all__ = ["ComposedMigration"]


@dataclass(frozen=True, slots=True)
class ComposedMigration:
    """A migration that was worked out for one number, before anything is put together."""

    text: str
    findings: tuple[Finding, ...]
    verification: Verification
    schema_text: str | None = None
    """schema.sql with the migration in it; None where it stays as it is."""
    shapes: tuple[ShapeChange, ...] = ()
    loses_rows: bool = False
    """Whether values can go, so that a bookmark comes first."""
    look_first: tuple[str, ...] = ()
    """Queries that count, in the real database, the rows on which it depends whether D1 runs the migration."""
    manual_steps: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    """What the text itself accepts, read back from it."""
    states: str | None = None
    """Names the databases that the proof rests on (`States.key`)."""
