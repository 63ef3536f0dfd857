"""Foreign keys cannot be switched off on D1."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="foreign-keys-pragma",
    severity="warning",
    summary="PRAGMA foreign_keys, which does nothing on D1",
    why="D1 is always inside a transaction, where SQLite ignores it: a DROP TABLE after it still deletes or nulls the rows "
    "of every child table.",
    help="Take it out; to change a table that others reference, ask rebuild_table.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find it being set; reading it is harmless."""
    for statement in reading.of_kind("PragmaStmt"):
        tree = statement.tree or {}
        if str(tree["pragma_name"]).lower() == "foreign_keys" and tree.get("value") is not None:
            yield RULE.finding("PRAGMA foreign_keys has no effect on D1: foreign keys stay on.", line=statement.line)
