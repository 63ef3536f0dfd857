"""A view or trigger over a table that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import kind, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unknown-table",
    severity="error",
    summary="A new view or trigger that names a table that does not exist",
    why="D1 accepts it; every SELECT from the view, or every statement that fires the trigger, then fails: no such table.",
    help="Correct the name, or create the table in this file.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look the names up at the file's end; where no schema is known, say nothing."""
    if reading.applied or reading.end.empty:
        return
    there = {*reading.end.tables, *reading.end.virtual_tables, *reading.end.views}
    for statement in reading.of_kind("CreateViewStmt", "CreateTriggerStmt"):
        ctes = {folded(str(node["cte_name"])) for node in walk(statement.tree) if kind(node) == "CteDefinition"}
        named = [
            str(node["table_name"])
            for node in walk(statement.tree)
            if kind(node) == "TableRef" and node["table_name"] and not node["has_parens"]
        ]
        for name in dict.fromkeys(named):
            if folded(name) not in there | ctes and not folded(name).startswith(("sqlite_", "pragma_", "json", "d1_")):
                yield RULE.finding(f"There is no table {name} at the end of this file.", line=statement.line_of(name))
