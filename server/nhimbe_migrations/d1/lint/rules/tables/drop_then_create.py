"""DROP and CREATE of one table, to be sure that it is fresh."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="drop-then-create",
    severity="warning",
    summary="DROP TABLE IF EXISTS right before CREATE TABLE of the same name",
    why="The table is not there yet, so the DROP does nothing today; run again, or against a database that is ahead, it empties it.",
    help="Write CREATE TABLE IF NOT EXISTS alone.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find drops of tables that are not there and are created later in the file."""
    if reading.applied:
        return
    for statement in reading.of_kind("DropStmt"):
        if (
            statement.tree is None
            or statement.tree["object_type"] != "TABLE"
            or statement.before.holds_rows(statement.target)
        ):
            continue
        later = (other for other in reading.statements_after(statement) if other.kind == "CreateTableStmt")
        made = next((other for other in later if folded(other.target) == folded(statement.target)), None)
        if made and folded(reading.final_name(statement.target, made)) == folded(statement.target):
            yield RULE.finding(f"{statement.target} is dropped and then created.", line=statement.line)
