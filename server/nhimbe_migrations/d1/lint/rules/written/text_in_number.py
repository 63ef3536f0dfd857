"""Text in a column of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.rebuilds import affinity
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind
from nhimbe_migrations.d1.sql.tokens import unquoted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="text-in-number",
    severity="warning",
    summary="An UPDATE writes text into a column that is declared as a number",
    why="SQLite stores it as text, without an error: comparisons and sums of the column are wrong from then on, and a reader that expects "
    "a number gets a string. In a STRICT table the statement fails.",
    help="Write a number, or put the text into a new TEXT column.",
    target="d1",
)
_TEXTS = frozenset(
    {"date", "datetime", "hex", "json", "json_array", "json_object", "json_quote", "lower", "quote", "time", "upper"}
)
_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*")
_NUMERIC_FORMAT = re.compile(r"(%[sYmdHMSjJwfuGgVUW])*")
"""Formats of strftime() that give digits, so that SQLite stores the number."""


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find values that are text whatever the row holds, for columns declared as numbers."""
    for statement in reading.of_kind("UpdateStmt"):
        table = statement.before.table(statement.target)
        for clause in items(statement.tree, "setlist"):
            if (
                table
                and clause.get("column")
                and _is_number(table, str(clause["column"]))
                and _is_text(clause["value"])
            ):
                column = table.column(str(clause["column"]))
                yield RULE.finding(
                    f"{table.name}.{clause['column']} is {column.type if column else ''}, and this writes text into it.",
                    line=statement.line_of(str(clause["column"])),
                )


def _is_number(table: Table, name: str) -> bool:
    column = table.column(name)
    declared = column.type.upper() if column else ""
    return affinity(declared) in {"INTEGER", "REAL"} or declared.startswith(("BOOL", "DECIMAL", "NUMERIC"))


def _is_text(value: Node | None) -> bool:
    match kind(value):
        case "Literal" if value:
            return value["literal_type"] == "STRING" and _NUMBER.fullmatch(unquoted(str(value["source"]))) is None
        case "FunctionCall" if value:
            name, given = str(value["func_name"]).lower(), items(value, "args")
            if name in {"coalesce", "ifnull"}:
                return any(map(_is_text, given))
            if name == "strftime":
                shape = given[0] if given else None
                return kind(shape) == "Literal" and _NUMERIC_FORMAT.fullmatch(unquoted(str(shape["source"]))) is None  # type: ignore[index]
            return name in _TEXTS
        case "BinaryExpr" if value:
            return value["op"] == "CONCAT" and (_is_text(value["left"]) or _is_text(value["right"]))
        case "CaseExpr" if value:
            results = [when["then_expr"] for when in items(value, "whens")]
            return any(map(_is_text, [*results, value.get("else_expr")]))
        case "ParenExpr" if value:
            return _is_text(value.get("expr"))
        case _:
            return False
