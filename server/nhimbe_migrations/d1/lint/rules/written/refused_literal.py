"""A literal that the column's own CHECK refuses."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of, parse
from nhimbe_migrations.d1.sql.tokens import unquoted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="refused-literal",
    severity="warning",
    summary="An UPDATE may write a text that the column's CHECK does not list",
    why="The first row that gets it stops the migration, and D1 rolls the whole file back: in a branch of CASE that few rows take, that is "
    "found in production.",
    help="Write one of the values that the CHECK lists, letter by letter, or change the CHECK first (rebuild_table).",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare the texts that an UPDATE can set, in every branch, with CHECK (column IN ('a', 'b'))."""
    for statement in reading.of_kind("UpdateStmt"):
        table = statement.before.table(statement.target)
        if table is None or (statement.tree or {}).get("conflict_action") == "IGNORE":
            continue
        for clause in items(statement.tree, "setlist"):
            column = str(clause.get("column") or "")
            allowed = _allowed(table, column) if column else None
            if allowed is None:
                continue
            for text in _texts(clause["value"]):
                if text not in allowed:
                    listed = ", ".join(f"'{value}'" for value in sorted(allowed))
                    yield RULE.finding(
                        f"'{text}' is none of the values that {table.name}.{column} allows ({listed}).",
                        line=statement.line_of(text),
                    )


def _allowed(table: Table, column: str) -> frozenset[str] | None:
    """The texts that a CHECK lists for a column compared as it is stored; None where no CHECK is such a list."""
    known = table.column(column)
    if known is None or known.collation.upper() != "BINARY":
        return None
    for constraint in table.checks:
        tree = parse(f"SELECT {constraint.expression}")
        terms = items(tree, "columns")
        found = _listed(terms[0]["expr"], column) if len(terms) == 1 else None
        if found is not None:
            return found
    return None


def _listed(node: Node | None, column: str) -> frozenset[str] | None:
    while kind(node) == "ParenExpr" and node:
        node = node["expr"]
    if kind(node) != "InExpr" or node is None or node.get("negated"):
        return None
    values = items(node, "source")
    if kind(node["operand"]) != "ColumnRef" or folded(name_of(node["operand"])) != folded(column):
        return None
    if not values or any(kind(value) != "Literal" or value["literal_type"] != "STRING" for value in values):
        return None
    return frozenset(unquoted(str(value["source"])) for value in values)


def _texts(value: Node | None) -> Iterator[str]:
    """The texts that an expression gives as they stand."""
    match kind(value):
        case "Literal" if value and value["literal_type"] == "STRING":
            yield unquoted(str(value["source"]))
        case "CaseExpr" if value:
            for when in items(value, "whens"):
                yield from _texts(when["then_expr"])
            yield from _texts(value.get("else_expr"))
        case "FunctionCall" if value and str(value["func_name"]).lower() in {"coalesce", "ifnull"}:
            for given in items(value, "args"):
                yield from _texts(given)
        case "FunctionCall" if value and str(value["func_name"]).lower() == "iif":
            for given in items(value, "args")[1:]:
                yield from _texts(given)
        case _:
            return
