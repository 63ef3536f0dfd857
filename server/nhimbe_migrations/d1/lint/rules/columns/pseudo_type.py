"""Words that number rows in other databases do nothing in SQLite."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.datatypes import read_type
from nhimbe_migrations.d1.lint.script.definitions import column_definitions
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="pseudo-type",
    severity="error",
    summary="SERIAL, AUTO_INCREMENT, IDENTITY and their like",
    why="SQLite takes the word for a type and numbers nothing: every row that is inserted without an id gets NULL for it.",
    help="Write `id TEXT PRIMARY KEY` with UUIDs made by the application, or `id INTEGER PRIMARY KEY AUTOINCREMENT`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look for the words in each new column's type."""
    for statement in reading.statements:
        for column in column_definitions(statement.statement):
            found = read_type(column.type)
            if found and found.pseudo:
                message = f"{found.pseudo} means nothing to SQLite: {column.name.name} will be NULL, not a number."
                yield RULE.finding(message, line=statement.line_at(column.name))
