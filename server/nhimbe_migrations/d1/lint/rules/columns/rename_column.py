"""Code that runs still says the old name."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="rename-column",
    severity="warning",
    summary="RENAME of a column that running code knows",
    why="Between the migration and the deployment every query of the old name fails.",
    help="Draft it with strategy `expand` and later `contract`, or deploy the code together with the migration.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find renames of columns from before this file."""
    for item, tree in reading.altering("RENAME_COLUMN"):
        old, new = name_of(tree["old_name"]), name_of(tree["new_name"])
        if not reading.holds_old_rows(item.target, item) or folded(old) == folded(new):
            continue
        start = reading.start.table(item.target)
        added = any(
            folded(name_of(other["column"]["column_name"])) == folded(old)
            for _, other in reading.altering("ADD_COLUMN")
        )
        if added or (start and not reading.applied and start.column(old) is None):
            continue
        yield RULE.finding(f"{item.target}.{old} becomes {new}: running code breaks.", line=item.line)
