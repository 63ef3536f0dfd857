"""CONSTRAINT with a name and nothing behind it constrains nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="empty-constraint",
    severity="error",
    summary="CONSTRAINT and a name, without a constraint",
    why="SQLite accepts it and checks nothing.",
    help="Write the constraint behind the name (CHECK, UNIQUE, FOREIGN KEY …), or take the line out.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look for a name that no constraint follows, in columns and in the table."""
    for statement in reading.of_kind("CreateTableStmt", "AlterTableStmt"):
        for node in walk(statement.tree):
            if kind(node) in {"ColumnConstraintList", "TableConstraintGroup"}:
                for name in _alone(items(node)):
                    yield RULE.finding(f"The constraint {name} has no body.", line=statement.line_of(name))


def _alone(constraints: Sequence[Node]) -> Iterator[str]:
    followers: list[Node | None] = [*constraints[1:], None]
    for constraint, follower in zip(constraints, followers, strict=True):
        if kind(constraint) == "ConstraintNameDeclaration" and kind(follower) in {"", "ConstraintNameDeclaration"}:
            yield str(constraint["name"])
