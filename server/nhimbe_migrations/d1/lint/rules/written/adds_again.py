"""A second run adds once more."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.scopes import conjuncts
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="adds-again",
    severity="note",
    summary="An UPDATE that computes a column from itself, so that a second run changes it again",
    why="`price = price * 100` is right once. A file that is run by hand, or again after half of a deployment failed, multiplies twice, and "
    "nothing shows which rows were meant.",
    help="Write into a new column, or let the WHERE leave out the rows that are done.",
    target="d1",
)
_MATHS = frozenset({"CONCAT", "MINUS", "PLUS", "SLASH", "STAR"})
_AROUND = frozenset({"abs", "coalesce", "ifnull", "round"})
"""Functions that are written around a sum, and leave it one."""


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find sums, products and joined texts of the column that is set, where no condition looks at that column."""
    for statement in reading.of_kind("UpdateStmt"):
        tree = statement.tree or {}
        if not reading.holds_old_rows(statement.target, statement):
            continue
        looked_at = {
            folded(name_of(column))
            for condition in conjuncts(tree.get("where_clause"))
            if not _asks_for_null(condition)
            for column in columns_named(condition)
        }
        found = [
            str(clause["column"])
            for clause in items(tree, "setlist")
            if clause.get("column")
            and folded(str(clause["column"])) not in looked_at
            and _computes(clause["value"], folded(str(clause["column"])))
        ]
        if found:
            what = "it is computed from itself" if len(found) == 1 else "each is computed from itself"
            yield RULE.finding(
                f"A second run changes {', '.join(found)} of {statement.target} again: {what}.",
                line=statement.line_of(found[0]),
            )


def _asks_for_null(condition: Node) -> bool:
    """IS NOT NULL holds after the change as before it."""
    return kind(condition) == "IsExpr" and kind(condition["right"]) == "Literal"


def _computes(value: Node | None, column: str) -> bool:
    """Whether the expression is arithmetic, or joins texts, with the column itself as one side."""
    match kind(value):
        case "BinaryExpr" if value and value["op"] in _MATHS:
            sides = (value["left"], value["right"])
            return any(_is_column(side, column) or _computes(side, column) for side in sides)
        case "CastExpr" | "ParenExpr" if value:
            return _computes(value["expr"], column)
        case "FunctionCall" if value and str(value["func_name"]).lower() in _AROUND:
            return any(_computes(given, column) for given in items(value, "args"))
        case _:
            return False


def _is_column(node: Node | None, column: str) -> bool:
    while kind(node) in {"CastExpr", "ParenExpr"} and node:
        node = node["expr"]
    if kind(node) == "ColumnRef":
        return folded(name_of(node)) == column
    if kind(node) != "FunctionCall" or node is None or str(node["func_name"]).lower() not in {"coalesce", "ifnull"}:
        return False
    return any(_is_column(given, column) for given in items(node, "args"))
