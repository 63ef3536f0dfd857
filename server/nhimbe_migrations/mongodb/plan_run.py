"""The author's own code: read, and where every call has an inverse, reversed."""

from __future__ import annotations

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.mongodb import planning_rules as rules
from nhimbe_migrations.mongodb.collections import Collections
from nhimbe_migrations.mongodb.step import Planned, Step
from nhimbe_migrations.text import Finding

__all__ = ["run"]


def run(change: changes.Run, collections: Collections) -> Planned:
    findings: tuple[Finding, ...] = ()
    if change.down is None:
        findings = (rules.UNDERIVABLE_DOWN.finding("`down` was left out."),)
    values = {"why": change.why, "up": change.up, "down": change.down or ""}
    return Planned(Step("mongodb/run", values, verbatim=True), collections, findings=findings)
