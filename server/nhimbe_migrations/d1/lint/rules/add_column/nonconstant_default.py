"""ADD COLUMN takes constants only."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.additions import added_columns
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import Node, default_value, kind
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="nonconstant-default",
    severity="error",
    summary="ADD COLUMN with a default that is computed: datetime('now'), CURRENT_TIMESTAMP, (1+1)",
    why="D1 accepts it on an empty table and refuses it on one with rows: Cannot add a column with non-constant default.",
    help="Add the column without a default, UPDATE … SET column = datetime('now') WHERE column IS NULL, and let the application "
    "set it from then on; or ask rebuild_table for the default.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find them in tables that may hold rows."""
    for item, table, column in added_columns(reading):
        default = default_value(column.default)
        if default is not None and not _is_constant(default) and reading.holds_old_rows(table.name, item):
            yield RULE.finding(f"The default of {table.name}.{column.name} is not a constant.", line=item.line)


def _is_constant(node: Node) -> bool:
    """Whether SQLite can tell the value without running anything (sqlite3ValueFromExpr)."""
    match kind(node):
        case "Literal":
            return bool(node["literal_type"] != "CURRENT")
        case "UnaryExpr":
            return all(_is_constant(value) for value in node.values() if isinstance(value, dict))
        case "ParenExpr" | "CastExpr":
            return all(_is_constant(value) for value in node.values() if isinstance(value, dict))
        case "ColumnRef" | "IdentName":
            return True
        case _:
            return False
