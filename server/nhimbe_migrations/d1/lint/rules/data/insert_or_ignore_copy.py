"""OR IGNORE leaves rows out without a word."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import kind, sources
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="insert-or-ignore-copy",
    severity="error",
    summary="INSERT OR IGNORE … SELECT out of a table that is then dropped",
    why="Rows that break a constraint of the new table are left out silently, and are gone with the old one.",
    help="Use a plain INSERT, and resolve duplicates and NULLs first; or accept the loss with a reason.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find copies whose source the file drops or empties afterwards."""
    for statement in reading.of_kind("InsertStmt"):
        tree = statement.tree or {}
        if tree.get("conflict_action") != "IGNORE" or kind(tree.get("source")) == "ValuesClause":
            continue
        read_from = {folded(name) for name in sources(tree.get("source"))}
        for later in reading.statements_after(statement):
            if (
                later.kind in {"DropStmt", "DeleteStmt"}
                and folded(later.target) in read_from
                and reading.holds_old_rows(later.target, later)
            ):
                yield RULE.finding(
                    f"Rows of {later.target} that do not fit are left out, and then lost.", line=statement.line
                )
                break
