"""A constraint that deletes other rows."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import kind, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="conflict-replace",
    severity="warning",
    summary="UNIQUE or PRIMARY KEY … ON CONFLICT REPLACE",
    why="Every plain INSERT with a key that is taken then deletes the row that holds it, and what references that row.",
    help="Leave it out; say ON CONFLICT (…) DO UPDATE in the INSERTs that mean it.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the constraints of new tables and columns."""
    for statement in reading.of_kind("CreateTableStmt", "AlterTableStmt"):
        for node in walk(statement.tree):
            if kind(node) in {"ColumnConstraint", "TableConstraint"} and node.get("onconf") == "REPLACE":
                yield RULE.finding(
                    f"A constraint of {statement.target} replaces rows.", line=statement.line_of("CONFLICT")
                )
