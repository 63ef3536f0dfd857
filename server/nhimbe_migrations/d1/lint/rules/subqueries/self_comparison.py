"""A column that is compared with itself."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.scopes import compared_with_itself, subqueries
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="self-comparison",
    severity="error",
    summary="A sub-select that compares a column with itself, where it should look at the row outside",
    why="A name without a table is the sub-select's own column first: `WHERE id = id` and `WHERE users.id = id` are true in "
    "every row, so that the sub-select finds the same for all of them.",
    help="Name the table of the row outside on one side.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find equalities in sub-selects whose two sides are the same column of the same source."""
    for statement in reading.statements:
        told: set[str] = set()
        for subquery in subqueries(statement):
            for column in compared_with_itself(subquery):
                if column not in told:
                    told.add(column)
                    yield RULE.finding(
                        f"{column} = {column} compares a column of the sub-select with itself.",
                        line=statement.line_of(column),
                    )
