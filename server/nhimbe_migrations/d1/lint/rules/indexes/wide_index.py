"""An index of many columns seldom helps."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="wide-index",
    severity="note",
    summary="A plain index over more than three columns",
    why="Queries rarely fix so many columns from the left, and every write pays for all of them.",
    help="Index the columns that queries fix; add the others only for a covering index that was measured.",
    target="d1",
)

LIMIT = 3


def check(reading: LintedScript) -> Iterator[Finding]:
    """Count the columns of new plain indexes."""
    for statement in reading.of_kind("CreateIndexStmt"):
        index = statement.after.index(statement.tree)
        if index and not index.unique and len(index.indexed) > LIMIT:
            yield RULE.finding(f"{index.name} has {len(index.indexed)} columns.", line=statement.line)
