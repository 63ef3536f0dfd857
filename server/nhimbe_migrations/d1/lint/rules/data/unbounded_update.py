"""UPDATE without WHERE writes over every row."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.updates import whole_table_updates
from nhimbe_migrations.d1.lint.wording import listed
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unbounded-update",
    severity="warning",
    summary="UPDATE without WHERE of columns that already hold values",
    why="The old values are lost, and a large table may take longer than D1's 30 seconds.",
    help="Say which rows: UPDATE table SET … WHERE …",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find them in tables from before this file; filling a column that the file adds is backfill-with-ddl's."""
    for statement, written, added in whole_table_updates(reading):
        limited = "LIMIT" in {token.text.upper() for token in statement.statement.significant}
        if limited or (statement.tree or {}).get("from_clause"):
            continue
        if written - added:
            named = listed(sorted(written - added))
            yield RULE.finding(f"This writes over {named} in every row of {statement.target}.", line=statement.line)
