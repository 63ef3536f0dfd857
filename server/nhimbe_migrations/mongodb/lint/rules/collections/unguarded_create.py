"""createCollection, twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unguarded-create",
    severity="note",
    summary="createCollection without asking whether the collection is there",
    why="When a later call of up() fails, up() is run again, and stops at the collection that it made the first time.",
    help="`if (!(await db.listCollections({ name }).hasNext())) { … }`",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    guards = {
        call.argument(0).get("name")
        for call in context.up
        if call.method == "listCollections" and isinstance(call.argument(0), Mapping)
    }
    listed = any(call.method in {"listCollections", "collections"} and not call.options(0) for call in context.up)
    for call in context.up:
        if (
            call.method == "createCollection"
            and not listed
            and call.argument(0) not in guards
            and "try" not in call.path
        ):
            yield RULE.finding("A second run stops here with NamespaceExists.", line=call.line)
