"""Virtual tables are fts5 tables."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.shadow.generations import BASELINE, LATEST
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="refused-module",
    severity="error",
    summary="A virtual table of another module than fts5",
    why="D1 authorizes fts5 and fts5vocab; rtree only in its newer version.",
    help="Use fts5 for text search; for the rest ordinary tables and indexes.",
    target="d1",
    acceptable=False,
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the modules named."""
    for statement in reading.of_kind("CreateVirtualTableStmt"):
        module = str((statement.tree or {}).get("module_name")).lower()
        if module not in BASELINE.modules:
            refusal = "Only the newer D1 allows" if module in LATEST.modules else "D1 does not allow"
            yield RULE.finding(f"{refusal} the module {module}.", line=statement.line)
