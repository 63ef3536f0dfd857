"""ADD COLUMN cannot store what it generates."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.additions import added_columns
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="add-stored-column",
    severity="error",
    summary="ADD COLUMN … GENERATED … STORED",
    why="D1 accepts it on an empty table and refuses it on one with rows.",
    help="Write VIRTUAL (an index can still be made on it), or ask rebuild_table.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find them in tables that may hold rows."""
    for item, table, column in added_columns(reading):
        if column.generated == "stored" and reading.holds_old_rows(table.name, item):
            yield RULE.finding(f"{table.name}.{column.name} cannot be added as STORED.", line=item.line)
