"""A `down` that takes nothing back."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.tree import walk
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="empty-down",
    severity="error",
    summary="`down` is empty, or only throws",
    why="Without a down() that reverses up(), a release that goes wrong cannot be rolled back.",
    help="Reverse each call of `up`, last first; what cannot be reversed needs a backup collection.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    down = context.parsed.down
    if down is None or context.parsed.up is None or context.parsed.up.empty:
        return
    if down.empty:
        yield RULE.finding("down() is empty.", line=down.line)
    elif not down.calls and any(node.type == "throw_statement" for node in walk(down.node)):
        yield RULE.finding("down() only throws.", line=down.line)
    elif not down.calls:
        yield RULE.finding("down() does nothing to the database.", line=down.line)
