"""Another type means other values."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.queries import storage
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.rebuilds import affinity, changed_tables
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="change-type",
    severity="warning",
    summary="A column that changes its type",
    why="Values are converted as far as they look like the new type, and stay as they are where they do not.",
    help="Convert them in the copy, and look at what does not convert first.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare the affinities of each table's columns at both ends of the file."""
    for changed in changed_tables(reading):
        for column in changed.new.columns:
            before = changed.old.column(column.name)
            if before and affinity(before.type) != affinity(column.type):
                message = f"{changed.new.name}.{column.name} changes from {before.type or 'no type'} to {column.type or 'no type'}."
                yield RULE.finding(
                    message,
                    help=f"See how the values are stored: {storage(changed.old.name, column.name)}",
                    line=changed.line,
                )
