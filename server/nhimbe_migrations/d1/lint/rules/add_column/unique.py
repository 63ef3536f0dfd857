"""ADD COLUMN cannot make a key."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.additions import added_columns
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="add-unique-column",
    severity="error",
    summary="ADD COLUMN … UNIQUE or PRIMARY KEY",
    why="SQLite always refuses it.",
    help=(
        "Add the column without the constraint, fill it, then CREATE UNIQUE INDEX IF NOT EXISTS "
        "idx_table_column ON table(column)."
    ),
    target="d1",
    acceptable=False,
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find them."""
    for item, table, column in added_columns(reading):
        if table.primary_key or table.uniques:
            word = "PRIMARY KEY" if table.primary_key else "UNIQUE"
            yield RULE.finding(f"{table.name}.{column.name} cannot be added as {word}.", line=item.line)
