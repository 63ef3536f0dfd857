"""A new column can make an old query ambiguous."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.additions import added_columns
from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.lint.script.views import plain_sources
from nhimbe_migrations.d1.schema.model import Trigger, View
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, kind, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="ambiguous-column",
    severity="error",
    summary="A new column whose name a view or trigger uses without its table, in a join",
    why="D1 accepts the column; the view or trigger then fails on every use: ambiguous column name.",
    help="Give the column another name, or first recreate the view with `table.column`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the joins in the views and triggers that are there when a column is added."""
    for item, table, column in added_columns(reading):
        if reading.applied:
            return
        users: list[View | Trigger] = [*item.before.views.values(), *item.before.triggers.values()]
        for user in users:
            if any(
                _becomes_ambiguous(node, table.name, column.name, item)
                for node in walk(user.tree)
                if kind(node) == "SelectStmt"
            ):
                yield RULE.finding(
                    f"{user.name} joins {table.name} and says {column.name} without its table.", line=item.line
                )


def _becomes_ambiguous(select: Node, table: str, column: str, statement: LintedStatement) -> bool:
    names = [folded(source[0]) for source in plain_sources(select["from_clause"]) if source]
    others = [statement.before.table(name) for name in names if name != folded(table)]
    if folded(table) not in names or not any(other and other.column(column) for other in others):
        return False
    return any(
        folded(str(node["column"])) == folded(column) and node["table"] is None for node in columns_named(select)
    )
