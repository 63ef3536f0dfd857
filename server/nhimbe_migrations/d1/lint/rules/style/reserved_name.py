"""Names that belong to Cloudflare or SQLite."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.guards import created_name
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="reserved-name",
    severity="error",
    summary="A table, index, view or trigger called `_cf_…` or `sqlite_…`",
    why="D1 refuses them; the older one lets `_CF_…` and a rename pass, the newer one does not.",
    help="Call it otherwise.",
    target="d1",
    acceptable=False,
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the names that the file makes."""
    for statement in reading.statements:
        made = created_name(statement)
        name = made[1] if made else ""
        if statement.kind == "AlterTableStmt" and statement.tree and statement.tree["op"] == "RENAME_TABLE":
            name = name_of(statement.tree["new_name"])
        if folded(name).startswith(("_cf_", "sqlite_")):
            yield RULE.finding(f"The name {name} is reserved.", line=statement.line_of(name))
