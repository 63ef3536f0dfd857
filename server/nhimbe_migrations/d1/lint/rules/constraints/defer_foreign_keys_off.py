"""Switching deferral off forgets the violations."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="defer-foreign-keys-off",
    severity="warning",
    summary="PRAGMA defer_foreign_keys = OFF, which forgets what it should report",
    why="It sets the count of open violations to zero, so that orphans are committed without an error. (It resets by itself "
    "at the end of the migration, where the count is checked.) Nor does deferring stop ON DELETE CASCADE.",
    help="Leave it out. After a rebuild that needs it, run PRAGMA foreign_key_check and expect no row.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find it being set to a false word."""
    for statement in reading.of_kind("PragmaStmt"):
        tree = statement.tree or {}
        off = str(tree.get("value")).strip("'\"").lower() in {"off", "false", "no", "0"}
        if str(tree["pragma_name"]).lower() == "defer_foreign_keys" and off:
            yield RULE.finding("From here on D1 has forgotten all violations of foreign keys.", line=statement.line)
