"""An index of another table's text has to be kept up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import sources
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="fts-without-triggers",
    severity="warning",
    summary="An fts5 table with `content=` that no trigger keeps up to date",
    why="fts5 does not watch the content table: new rows are not found, and changed ones corrupt the index.",
    help="Create AFTER INSERT, AFTER UPDATE and AFTER DELETE triggers on the content table (sqlite.org/fts5.html#external_content_tables).",
    target="d1",
)

_CONTENT = re.compile(r"""content\s*=\s*(['"]?)(?P<table>\w+)\1""", re.IGNORECASE)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look, at the file's end, for triggers that write to each new fts5 table."""
    for statement in reading.of_kind("CreateVirtualTableStmt"):
        table = reading.end.virtual_table(statement.target)
        content = _CONTENT.search(table.arguments) if table else None
        if content and not any(
            folded(statement.target) in map(folded, sources(trigger.tree)) for trigger in reading.end.triggers.values()
        ):
            yield RULE.finding(
                f"No trigger keeps {statement.target} in step with {content['table']}.", line=statement.line
            )
