"""ON DELETE SET NULL needs a column that may be NULL."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.additions import new_references
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="set-null-not-null",
    severity="error",
    summary="ON DELETE SET NULL on a column that is NOT NULL",
    why="D1 accepts the table, and then refuses to delete any parent row that has children.",
    help="Take NOT NULL away, or write ON DELETE CASCADE or RESTRICT.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the references that the file declares."""
    for item, table, reference in new_references(reading):
        if reference.on_delete != "SET NULL":
            continue
        for name in reference.columns:
            column = table.column(name)
            if column and column.notnull:
                yield RULE.finding(f"{table.name}.{name} is NOT NULL, and ON DELETE SET NULL.", line=item.line_of(name))
