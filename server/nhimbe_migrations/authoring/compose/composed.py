"""What either database's half of a draft hands to the story: the text, what is wrong with it, what it changes."""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.authoring.result.proofs import Stakes
from nhimbe_migrations.authoring.result.report import Verification
from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.findings.accepted import Accepted
from nhimbe_migrations.findings.finding import Finding

__all__ = ["Check", "ComposedMigration"]


@dataclass(frozen=True, slots=True)
class Check:
    """A question that a person puts to the real database, before the migration or after it."""

    purpose: str
    """What its answer should be."""
    query: str
    """SQL for D1; for MongoDB a JavaScript expression over `db` that returns what is wrong."""


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
    look_first: tuple[Check, ...] = ()
    """Questions before it: the rows on which it depends whether the migration runs, and counts to compare with afterwards."""
    verify: tuple[Check, ...] = ()
    """Questions after it: is there what it makes, is gone what it takes, are the counts what they were?"""
    diagram: str | None = None
    """What changes among the tables, drawn with what it is linked to."""
    stakes: Stakes = ()
    """What loses rows on D1, and through which references."""
    manual_steps: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    """What the text itself accepts, read back from it."""
    states: str | None = None
    """Names the databases that the proof rests on (`States.key`)."""
