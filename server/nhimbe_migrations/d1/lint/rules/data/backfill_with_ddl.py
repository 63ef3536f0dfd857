"""A large backfill belongs in batches."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.updates import whole_table_updates
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="backfill-with-ddl",
    severity="note",
    summary="A new column that is filled in every row by the migration that adds it",
    why="The file is one transaction of at most 30 seconds; on a large table it runs out of time and is rolled back.",
    help="For a large table fill it in batches from the Worker, or say WHERE … IS NULL so that it can go on where it stopped.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find UPDATEs without WHERE of nothing but columns that the file adds."""
    for statement, written, added in whole_table_updates(reading):
        if written and written <= added:
            yield RULE.finding(
                f"This fills {', '.join(sorted(written))} in every row of {statement.target} at once.",
                line=statement.line,
            )
