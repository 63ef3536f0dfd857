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
    name="rename-table",
    severity="warning",
    summary="RENAME of a table that running code knows",
    why="Between the migration and the deployment every query of the old name fails. An fts5 table with `content=` keeps the old name.",
    help="Deploy at the same time, or keep the old name as a view until the code is out.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find renames of tables from before this file, unless its rows (or a view) stand under the old name in the end."""
    origins = _origins(reading)
    for item, tree in reading.altering("RENAME_TABLE"):
        if not reading.holds_old_rows(item.target, item):
            continue
        if not reading.applied and reading.end.relation(item.target):
            other = origins.get(folded(item.target))
            if other is None or folded(other) == folded(item.target) or reading.start.table(other) is None:
                continue
            yield RULE.finding(
                f"{item.target} holds the rows of {other} afterwards: running code reads and writes another table "
                "under the same name.",
                help="Deploy at the same time, and count the rows of both before and after.",
                line=item.line,
            )
            continue
        yield RULE.finding(f"{item.target} becomes {name_of(tree['new_name'])}: running code breaks.", line=item.line)


def _origins(reading: LintedScript) -> dict[str, str]:
    """By folded name at the end of the file: the name that the table had before it, where it was renamed."""
    found: dict[str, str] = {}
    for statement, tree in reading.altering("RENAME_TABLE"):
        found[folded(name_of(tree["new_name"]))] = found.pop(folded(statement.target), statement.target)
    return found
