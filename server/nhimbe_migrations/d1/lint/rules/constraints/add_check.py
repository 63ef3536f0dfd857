"""A condition that the rows may not meet."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.queries import unmet
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.rebuilds import changed_tables
from nhimbe_migrations.d1.sql.tokens import significant
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="add-check",
    severity="warning",
    summary="A rebuilt table with a new CHECK",
    why="The copy fails on the first row that breaks it.",
    help="Count the rows that do not meet it first: SELECT count(*) FROM table WHERE NOT (condition);",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Count the CHECKs of each table at both ends of the file; a new column's own one does not touch old values."""
    for changed in changed_tables(reading):
        on_new = sum(1 for column in changed.new.columns if changed.old.column(column.name) is None)
        if len(changed.new.checks) > len(changed.old.checks) + on_new:
            had = [_words(check.expression) for check in changed.old.checks]
            fresh = [check.expression for check in changed.new.checks if _words(check.expression) not in had]
            yield RULE.finding(
                f"{changed.new.name} gets a CHECK that its rows may not meet.",
                help=f"Count the rows that do not meet it first: {unmet(changed.old.name, fresh)}" if fresh else "",
                line=changed.line,
            )


def _words(expression: str) -> list[str]:
    return [word.text.lower() for word in significant(expression)]
