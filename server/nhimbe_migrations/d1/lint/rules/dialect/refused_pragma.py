"""Most PRAGMAs are refused."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="refused-pragma",
    severity="error",
    summary="A PRAGMA that D1 does not allow",
    why="D1 authorizes a handful and refuses the rest, also those that SQLite does not know and would ignore.",
    help="Take it out; what D1 allows stands on Cloudflare's page on SQL statements.",
    target="d1",
    acceptable=False,
)

ALLOWED = frozenset(
    [
        "foreign_keys",
        "defer_foreign_keys",
        "ignore_check_constraints",
        "legacy_alter_table",
        "recursive_triggers",
        "case_sensitive_like",
        "reverse_unordered_selects",
        "table_info",
        "table_xinfo",
        "index_list",
        "index_info",
        "index_xinfo",
        "foreign_key_list",
        "foreign_key_check",
        "quick_check",
        "optimize",
        "table_list",
        "data_version",
        "page_size",
    ]
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look up each PRAGMA."""
    for statement in reading.of_kind("PragmaStmt"):
        name = str((statement.tree or {}).get("pragma_name")).lower()
        if name not in ALLOWED:
            yield RULE.finding(f"D1 does not allow PRAGMA {name}.", line=statement.line)
