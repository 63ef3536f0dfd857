"""A sub-select that gives a column of the table around it."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.scopes import Subquery, resolve, subqueries
from nhimbe_migrations.d1.sql.syntax_tree import items, kind
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="outer-column",
    severity="error",
    summary="A sub-select that gives back a column of the table around it, since its own table has none of that name",
    why="SQLite looks outside for a name that the sub-select's table lacks: `user_id IN (SELECT user_id FROM users …)` compares "
    "each row with itself, and is true for every row.",
    help="Name the column of the sub-select's own table.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the columns that a sub-select gives, where they are said without a table."""
    for statement in reading.statements:
        for subquery in subqueries(statement):
            outside = _from_outside(subquery) if kind(subquery.node) != "ExistsExpr" else None
            if outside:
                column, outer = outside
                tables = ", ".join(source.table.name if source.table else source.name for source in subquery.own)
                yield RULE.finding(
                    f"{tables} has no column {column}: the sub-select gives that of {outer}, row by row.",
                    line=statement.line_of(column),
                )


def _from_outside(subquery: Subquery) -> tuple[str, str] | None:
    if not subquery.own:
        return None
    for given in items(subquery.select, "columns"):
        column = given["expr"]
        if kind(column) != "ColumnRef" or column.get("table"):
            continue
        found = resolve(column, subquery.scopes)
        if found is not None and found[0] > 0:
            return str(column["column"]), found[1].table.name if found[1].table else found[1].name
    return None
