"""Some PRAGMAs stay set on the live connection."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="sticky-pragma",
    severity="error",
    summary="A PRAGMA that weakens the database and stays set",
    why="ignore_check_constraints, legacy_alter_table, recursive_triggers, case_sensitive_like and reverse_unordered_selects stay "
    "set on the live connection after the migration; the first one lets rows in that break the schema's rules.",
    help="Take it out.",
    target="d1",
)

_STICKY = {
    "ignore_check_constraints",
    "legacy_alter_table",
    "recursive_triggers",
    "case_sensitive_like",
    "reverse_unordered_selects",
}


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find them being set; only the one about checks lets bad rows in at once."""
    for statement in reading.of_kind("PragmaStmt"):
        tree = statement.tree or {}
        name = str(tree["pragma_name"]).lower()
        on = str(tree.get("value")).strip("'\"").lower() in {"on", "true", "yes", "1"}
        if name in _STICKY and on:
            bad = name == "ignore_check_constraints"
            message = (
                "CHECK constraints are off from here on." if bad else f"PRAGMA {name} stays set after the migration."
            )
            yield RULE.finding(message, line=statement.line, severity="error" if bad else "warning")
