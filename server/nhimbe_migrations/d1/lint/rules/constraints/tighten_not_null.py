"""A column that may no longer be NULL."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.queries import nulls
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.rebuilds import changed_tables
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="tighten-not-null",
    severity="warning",
    summary="A column that becomes NOT NULL",
    why="The copy into the rebuilt table fails on the first row that has NULL there.",
    help="Fill the NULLs first (coalesce() in the copy).",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare each table's columns at both ends of the file."""
    for changed in changed_tables(reading):
        keyed = set(map(folded, changed.new.primary_key))
        for column in changed.new.columns:
            before = changed.old.column(column.name)
            if before and column.notnull and not before.notnull and folded(column.name) not in keyed:
                message = f"{changed.new.name}.{column.name} becomes NOT NULL."
                yield RULE.finding(
                    message,
                    help=f"See whether it holds NULLs: {nulls(changed.old.name, column.name)}",
                    line=changed.line,
                )
