"""Old rows have nothing to put into a NOT NULL column."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.additions import added_columns
from nhimbe_migrations.d1.lint.script.queries import count
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="add-not-null-column",
    severity="error",
    summary="ADD COLUMN … NOT NULL without a default",
    why="D1 accepts it on an empty table and refuses it on one with rows.",
    help="Give a constant default; or add it nullable and fill it; or ask rebuild_table.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find them in tables that may hold rows."""
    for item, table, column in added_columns(reading):
        absent = (column.default or "NULL").upper() == "NULL"
        if column.notnull and absent and not column.generated and reading.holds_old_rows(table.name, item):
            yield RULE.finding(
                f"Rows of {table.name} have no value for {column.name}.",
                help=f"{RULE.help} Rows: {count(table.name)}",
                line=item.line,
            )
