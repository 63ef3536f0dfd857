"""A table or a result has at most 100 columns."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.views import view_width
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="too-many-columns",
    severity="error",
    summary="More than 100 columns in a table or a view",
    why="D1 refuses the table; it accepts the view, and refuses every use of it.",
    help="Split the table, or keep what belongs together as JSON in one TEXT column.",
    target="d1",
    acceptable=False,
)

LIMIT = 100


def check(reading: LintedScript) -> Iterator[Finding]:
    """Count the columns of new tables, of tables that grow, and of new views as far as their sources are known."""
    for statement in reading.of_kind("CreateTableStmt", "AlterTableStmt"):
        table = statement.after.table(statement.target)
        if table and len(table.columns) > LIMIT:
            yield RULE.finding(f"{table.name} has {len(table.columns)} columns; D1 takes {LIMIT}.", line=statement.line)
    for statement in reading.of_kind("CreateViewStmt"):
        width = view_width(statement.tree, statement.before)
        if width is not None and width > LIMIT:
            yield RULE.finding(f"The view has {width} columns; D1 takes {LIMIT}.", line=statement.line)
