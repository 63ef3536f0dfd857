"""DROP TABLE deletes all rows first, and the children's with them."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import sources
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="cascading-drop",
    severity="error",
    summary="DROP TABLE or DELETE of a table that others reference ON DELETE CASCADE or SET NULL",
    why="D1 keeps foreign keys on. DROP TABLE deletes the parent's rows first, so that children are deleted or nulled, "
    "exit code 0, also in the middle of a rebuild.",
    help=("Use rebuild_table, which keeps every row; or copy the children's rows elsewhere first and back afterwards."),
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Name each child whose rows go, unless the file fills the child again afterwards."""
    for statement in reading.statements:
        if not _empties(statement) or not reading.holds_old_rows(statement.target, statement):
            continue
        children = dict.fromkeys(
            f"{child.name} ({reference.on_delete})"
            for child, reference in statement.before.referring_to(statement.target)
            if reference.acts_on_delete
            and folded(child.name) != folded(statement.target)
            and not _spared(reading, statement, child.name)
        )
        if children:
            # All of them, however many: each is a table that somebody has to look after.
            yield RULE.finding(f"This also takes or changes the rows of {', '.join(children)}.", line=statement.line)


def _empties(statement: LintedStatement) -> bool:
    if statement.tree is None:
        return False
    if statement.kind == "DropStmt":
        return bool(statement.tree["object_type"] == "TABLE")
    return statement.kind == "DeleteStmt" and statement.tree["where_clause"] is None


def _spared(reading: LintedScript, this: LintedStatement, child: str) -> bool:
    """Whether the child was emptied by the file itself before, is filled again after, or is dropped after, unread.

    What a dropped table held is told there; one whose rows are still read in between has to have them until then.
    """
    emptied = any(
        _empties(earlier) and folded(earlier.target) == folded(child) for earlier in reading.statements[: this.position]
    )
    filled = any(
        other.kind == "InsertStmt" and folded(other.target) == folded(child) for other in reading.statements_after(this)
    )
    return emptied or filled or _goes_unread(reading, this, child)


def _goes_unread(reading: LintedScript, this: LintedStatement, child: str) -> bool:
    for later in reading.statements_after(this):
        if later.kind == "DropStmt" and _empties(later) and folded(later.target) == folded(child):
            return True
        if later.tree is None or folded(child) in {folded(name) for name in sources(later.tree)}:
            return False
    return False
