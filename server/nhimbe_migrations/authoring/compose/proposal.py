"""A migration worked out and not yet written: what a draft keeps, and what a write lands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.result.proofs import Stakes
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.workspace.changes.change_set import FileChange

__all__ = ["Proposal"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A migration worked out: the report, and the files that would land."""

    request: MigrationRequest
    report: Report
    changes: tuple[FileChange, ...]
    text: str
    """The migration itself; of a plan over both stores, one after the other."""
    base: Mapping[str, str | None]
    """Path → content of every file that the proof rests on."""
    migrations: tuple[str, ...]
    """The migration files that it writes."""
    states: str | None = None
    """Names the D1 databases that the proof rests on; None where it rests on none."""
    stakes: Stakes = ()
    """What loses rows on D1, for a picture."""
