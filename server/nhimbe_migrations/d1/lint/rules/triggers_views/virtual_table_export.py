"""A virtual table ends `wrangler d1 export`."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="virtual-table-export",
    severity="note",
    summary="The first virtual table of the database",
    why="`wrangler d1 export` refuses databases with virtual tables; the backup is then Time Travel, or an export after dropping it.",
    help="Decide how backups are made from now on.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find CREATE VIRTUAL TABLE where the schema has none yet."""
    if reading.conventions.virtual_tables:
        return
    for statement in reading.of_kind("CreateVirtualTableStmt"):
        yield RULE.finding(f"With {statement.target} `wrangler d1 export` stops working.", line=statement.line)
