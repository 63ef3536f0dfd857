"""D1 does not let SQL roll its transaction back."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="rollback-conflict",
    severity="error",
    summary="OR ROLLBACK, ON CONFLICT ROLLBACK or RAISE(ROLLBACK, …)",
    why="When it happens, D1 answers with an internal error instead of the message.",
    help="Write ABORT.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find the word where it means a conflict's resolution."""
    for statement in reading.statements:
        for node in walk(statement.tree) if statement.may_say("ROLLBACK") else ():
            if "ROLLBACK" in (node.get("conflict_action"), node.get("onconf"), node.get("raise_type")):
                yield RULE.finding("D1 cannot roll back from inside a statement.", line=statement.line_of("ROLLBACK"))
                break
