"""A view's column list has as many names as its SELECT has columns."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.views import view_width
from nhimbe_migrations.d1.sql.syntax_tree import items
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="view-columns",
    severity="error",
    summary="A view whose column list and SELECT differ in number",
    why="D1 accepts the view, and refuses every use of it.",
    help="Give each column of the SELECT one name.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare the two numbers, where the SELECT's sources are known."""
    for statement in reading.of_kind("CreateViewStmt"):
        named = len(items(statement.tree, "column_names"))
        width = view_width(statement.tree, statement.before)
        if named and width is not None and named != width:
            yield RULE.finding(f"The view names {named} columns, its SELECT has {width}.", line=statement.line)
