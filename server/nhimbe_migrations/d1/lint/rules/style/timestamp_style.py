"""Points in time are TEXT in ISO 8601, with `datetime('now')` as their default."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.schema.model import Column
from nhimbe_migrations.d1.sql.syntax_tree import calls, default_value, kind
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.habits.names import is_timestamp_name

__all__ = ["RULE", "check"]

RULE = Rule(
    name="timestamp-style",
    severity="note",
    summary="A point in time that is not TEXT in ISO 8601",
    why="Numbers and texts do not sort together, and `datetime()` reads a number as a Julian day.",
    help="Declare `TEXT DEFAULT (datetime('now'))`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at new columns that are named like a point in time."""
    if reading.conventions.integer_timestamps:
        return
    for item, table, column in reading.new_columns():
        if is_timestamp_name(column.name) and (message := _trouble(column)):
            yield RULE.finding(f"{table.name}.{column.name} {message}", line=item.line_of(column.name))


def _trouble(column: Column) -> str:
    if column.type.upper() in {"INTEGER", "INT", "BIGINT", "REAL"}:
        return f"is {column.type}; points in time are TEXT in ISO 8601 here."
    called = {str(call["func_name"]).lower() for call in calls(default_value(column.default))}
    if called & {"unixepoch", "julianday"} or (called == {"strftime"} and "%s" in _texts(column)):
        return "has a number for its default; points in time are TEXT in ISO 8601 here."
    return ""


def _texts(column: Column) -> str:
    default = default_value(column.default)
    return " ".join(
        str(item["source"])
        for call in calls(default)
        for item in (call.get("args") or {}).get("children", ())
        if kind(item) == "Literal"
    )
