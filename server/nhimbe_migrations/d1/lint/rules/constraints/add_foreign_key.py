"""A reference that the rows may not keep."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.queries import orphans
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.rebuilds import changed_tables
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="add-foreign-key",
    severity="warning",
    summary="A foreign key over columns that already hold values",
    why="The copy into the rebuilt table fails on the first row without a parent.",
    help="Find rows without a parent and fix them first.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare the references of each table at both ends of the file."""
    for changed in changed_tables(reading):
        had = {
            (tuple(map(folded, reference.columns)), folded(reference.table)) for reference in changed.old.foreign_keys
        }
        for reference in changed.new.foreign_keys:
            key = (tuple(map(folded, reference.columns)), folded(reference.table))
            if key in had or not all(changed.old.column(column) for column in reference.columns):
                continue
            parent = reading.end.table(reference.table)
            to = reference.to or (parent.primary_key if parent else ()) or ("id",)
            columns = ", ".join(reference.columns)
            message = f"{changed.new.name}({columns}) now references {reference.table}."
            yield RULE.finding(
                message, help=f"Look for orphans: {orphans(changed.old.name, reference, to)}", line=changed.line
            )
