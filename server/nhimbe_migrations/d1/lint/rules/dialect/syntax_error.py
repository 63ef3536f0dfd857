"""What SQLite cannot read does not pass, and the usual causes get their SQLite spelling."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.dialects import spelling
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import trouble
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.text import line_at

__all__ = ["RULE", "check"]

RULE = Rule(
    name="syntax-error",
    severity="error",
    summary="SQL that SQLite cannot read",
    why="D1 refuses the whole file, and no other rule can look into the statement.",
    help="Write it in SQLite's grammar (sqlite.org/lang.html).",
    target="d1",
    acceptable=False,
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Report the first word of each statement that the grammar refuses, with the SQLite way where it is known."""
    for statement in reading.statements:
        if statement.tree is None:
            offset, message = trouble(statement.statement.text)
            line = line_at(reading.sql, statement.statement.span.start + offset)
            yield RULE.finding(f"{message}.", help=spelling(statement.statement.significant), line=line)
