"""EXISTS that says nothing of the row."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.partners import compared, conditions_of
from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.lint.script.scopes import Subquery, reads_outer, subqueries, written_from
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import kind, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="all-or-nothing",
    severity="warning",
    summary="DELETE or UPDATE with an EXISTS that does not look at the row outside",
    why="Such an EXISTS is the same for every row: the statement changes all rows or none.",
    help="Compare a column of the sub-select with one of the row outside.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find them in the WHERE of statements that change rows from before the file."""
    for statement in reading.of_kind("DeleteStmt", "UpdateStmt"):
        if not reading.holds_old_rows(statement.target, statement) or _is_about_one_row(statement):
            continue
        condition = {id(node) for node in walk((statement.tree or {}).get("where_clause"))}
        for subquery in subqueries(statement):
            if id(subquery.node) in condition and kind(subquery.node) == "ExistsExpr" and _is_blind(subquery):
                verb = "deletes" if statement.kind == "DeleteStmt" else "writes"
                yield RULE.finding(
                    f"This EXISTS does not look at the row of {statement.target}: where it finds anything, the statement {verb} "
                    "every row that the rest of its WHERE lets through.",
                    line=statement.line_of("EXISTS"),
                )


def _is_about_one_row(statement: LintedStatement) -> bool:
    """Whether the WHERE names one row by its key: the EXISTS then decides about that row."""
    target, sources = written_from(statement)
    if target.table is None or sources:
        return False
    named = {
        column
        for column, other in compared(target, conditions_of(statement.tree or {}), ((target,),)).items()
        if kind(other) == "Literal"
    }
    return any(named.issuperset(map(folded, key)) for key in target.table.unique_keys())


def _is_blind(subquery: Subquery) -> bool:
    return bool(subquery.own) and len(subquery.outer) == 1 and not reads_outer(subquery)
