"""NOT IN over a list that may hold NULL."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.partners import conditions_of, has_outer_join
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.scopes import Subquery, conjuncts, resolve, subqueries
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="not-in-null",
    severity="warning",
    summary="NOT IN over a sub-select whose column may be NULL",
    why="`x NOT IN (1, NULL)` is never true. With a single NULL among the values the statement meets no row at all, without an error; "
    "without one it meets every row that nothing names.",
    help="Add WHERE column IS NOT NULL to the sub-select, or write NOT EXISTS.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find them in statements that change rows: the column may be NULL as its table is declared."""
    for statement in reading.statements:
        for subquery in subqueries(statement):
            column = _nullable(subquery)
            if column:
                table, name = column
                yield RULE.finding(
                    f"With a NULL in {table}.{name} this NOT IN is never true.",
                    help=f"Add WHERE {name} IS NOT NULL to the sub-select, or write NOT EXISTS.",
                    line=statement.line_of("NOT"),
                )


def _nullable(subquery: Subquery) -> tuple[str, str] | None:
    if kind(subquery.node) != "InExpr" or not subquery.node.get("negated"):
        return None
    given = items(subquery.select, "columns")
    if len(given) != 1 or kind(given[0]["expr"]) != "ColumnRef" or subquery.select.get("groupby"):
        return None
    reference: Node = given[0]["expr"]
    found = resolve(reference, (subquery.own,))
    if found is None or found[1].table is None:
        return None
    column = found[1].table.column(name_of(reference))
    if column is None or column.notnull or column.primary_key or _kept_out(subquery, name_of(reference)):
        return None
    return found[1].table.name, column.name


def _kept_out(subquery: Subquery, name: str) -> bool:
    """Whether the sub-select's own conditions leave NULL out: each comparison of the column but IS NULL does."""
    select = subquery.select
    for condition in conjuncts(select["where_clause"]) if has_outer_join(select) else conditions_of(select):
        if kind(condition) == "UnaryExpr" and condition["op"] == "NOT" and _asks_for_null(condition["operand"], name):
            return True
        if kind(condition) == "IsExpr" and condition["op"] in {"IS", "ISNULL"}:
            continue
        sides = [condition.get(key) for key in ("left", "right", "operand")]
        if any(kind(side) == "ColumnRef" and folded(name_of(side)) == folded(name) for side in sides if side):
            return True
    return False


def _asks_for_null(node: Node, name: str) -> bool:
    while kind(node) == "ParenExpr":
        node = node["expr"]
    return (
        kind(node) == "IsExpr"
        and node["op"] in {"IS", "ISNULL"}
        and kind(node["left"]) == "ColumnRef"
        and folded(name_of(node["left"])) == folded(name)
    )
