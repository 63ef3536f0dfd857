"""New tables are called in snake_case."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.habits.names import is_snake_case

__all__ = ["RULE", "check"]

RULE = Rule(
    name="table-name",
    severity="note",
    summary="A new table whose name is not snake_case",
    why="Two spellings of one idea end up side by side, and SQL that quotes the name in one place and not in another breaks.",
    help="Use lower case with underscores: `event_reviews`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find CREATE TABLE and RENAME TO with another spelling, unless the schema has settled on one."""
    if reading.conventions.any_table_case:
        return
    for statement in reading.of_kind("CreateTableStmt", "CreateVirtualTableStmt"):
        if not is_snake_case(statement.target) and not _is_passing(reading, statement):
            yield RULE.finding(
                f"The table {statement.target} is not called in snake_case.", line=statement.line_of(statement.target)
            )


def _is_passing(reading: LintedScript, this: LintedStatement) -> bool:
    """Whether it is a table that is there already, made anew, or one that only holds rows until the end of the file."""
    name = reading.final_name(this.target, this)
    return (not reading.applied and reading.start.holds_rows(name)) or not reading.end.holds_rows(name)
