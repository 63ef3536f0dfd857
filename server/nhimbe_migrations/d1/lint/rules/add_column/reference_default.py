"""A new reference starts at NULL."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.additions import added_columns
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="add-reference-default",
    severity="error",
    summary="ADD COLUMN … REFERENCES with a default other than NULL",
    why="D1 accepts it on an empty table and refuses it on one with rows, since foreign keys are on.",
    help="Add it without a default, then UPDATE.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find them in tables that may hold rows."""
    for item, table, column in added_columns(reading):
        given = (column.default or "NULL").upper() != "NULL"
        if table.foreign_keys and given and reading.holds_old_rows(table.name, item):
            yield RULE.finding(f"{table.name}.{column.name} is a reference with a default.", line=item.line)
