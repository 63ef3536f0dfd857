"""Seed rows that a second run would write again, or fail on."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import kind
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unguarded-seed",
    severity="note",
    summary="INSERT … VALUES without OR IGNORE or ON CONFLICT",
    why="Run a second time, the migration fails on the key, or writes the rows twice where there is none.",
    help="Write INSERT OR IGNORE INTO …, or ON CONFLICT (…) DO NOTHING, with the key written out.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find plain INSERTs of literal rows into ordinary tables that outlive the file."""
    for statement in reading.of_kind("InsertStmt"):
        tree = statement.tree or {}
        plain = (
            tree.get("conflict_action") == "DEFAULT"
            and not tree.get("upsert")
            and kind(tree.get("source")) == "ValuesClause"
        )
        ordinary = reading.end.table(statement.target) or (
            reading.applied and not reading.end.virtual_table(statement.target)
        )
        if plain and ordinary:
            yield RULE.finding(
                f"A second run writes these rows of {statement.target} again, or fails.", line=statement.line
            )
