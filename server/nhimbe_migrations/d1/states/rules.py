"""The rule about a file that is behind the databases."""

from __future__ import annotations

from nhimbe_migrations.findings.rule import Rule

__all__ = ["SCHEMA_BEHIND"]

SCHEMA_BEHIND = Rule(
    name="schema-behind",
    severity="warning",
    summary="A migration needs something that the history has and schema.sql lacks",
    why="It runs on the databases that the migrations made, and not on one that is made from schema.sql.",
    help="update_schema brings schema.sql up to the history.",
    target="d1",
)
