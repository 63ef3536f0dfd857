"""A default must have its STRICT column's type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.schema.model import Column
from nhimbe_migrations.d1.sql.syntax_tree import default_value, kind
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="strict-default",
    severity="error",
    summary="A default of another type than its column, in a STRICT table",
    why="D1 accepts the statement, and then refuses every INSERT that leaves the column out.",
    help="Give a default of the column's type.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare literal defaults with their columns."""
    for item, table, column in reading.new_columns():
        made = item.after.table(table.name)
        if made and made.strict and not _fits(column):
            message = (
                f"The default of {table.name}.{column.name} is not {column.type}; every INSERT that uses it fails."
            )
            yield RULE.finding(message, line=item.line_of(column.name))


def _fits(column: Column) -> bool:
    default = default_value(column.default)
    if default is None or kind(default) != "Literal":
        return True
    literal, source = default["literal_type"], str(default["source"]).strip("'")
    match column.type.upper():
        case "INTEGER" | "INT":
            return literal != "BLOB" and (
                literal != "STRING" or re.fullmatch(r"\s*[-+]?\d+(\.0*)?\s*", source) is not None
            )
        case "REAL":
            return literal != "BLOB" and (
                literal != "STRING" or re.fullmatch(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", source) is not None
            )
        case "BLOB":
            return literal in {"BLOB", "NULL"}
        case _:
            return True
