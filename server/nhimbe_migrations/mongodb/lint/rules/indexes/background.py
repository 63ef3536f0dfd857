"""An option that is ignored."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes

__all__ = ["RULE", "check"]

RULE = Rule(
    name="index-background",
    severity="note",
    summary="createIndex with `background`",
    why="Servers before 4.2 built in the background then; since 4.2 every build locks only at its beginning and its end, and the option is ignored.",
    help="Leave it out. A large build is better a migration of its own.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for new in new_indexes(context):
        if "background" in new.index.options:
            yield RULE.finding("`background` has had no effect since MongoDB 4.2.", line=new.call.line)
