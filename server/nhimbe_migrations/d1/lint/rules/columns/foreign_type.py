"""Types of other databases, and what SQLite calls them."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.datatypes import read_type
from nhimbe_migrations.d1.lint.script.definitions import column_definitions
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="foreign-type",
    severity="warning",
    summary="VARCHAR, DATETIME, JSON and other types that SQLite does not have",
    why="SQLite ignores the length of VARCHAR(20), and stores by letters: DATETIME, JSON, UUID, STRING and DECIMAL columns turn "
    "text that looks like a number into one.",
    help="Use TEXT, INTEGER, REAL, BLOB or BOOLEAN.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Name the SQLite type; types that the schema has settled on are fine."""
    for statement in reading.statements:
        for column in column_definitions(statement.statement):
            found = read_type(column.type)
            if found and found.replacement and not found.pseudo and found.name not in reading.conventions.types:
                message = f"{column.name.name} is {found.name}, which SQLite does not have."
                yield RULE.finding(message, help=f"Write {found.replacement}.", line=statement.line_at(found.first))
