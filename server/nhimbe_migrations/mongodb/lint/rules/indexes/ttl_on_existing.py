"""Documents that vanish."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes

__all__ = ["RULE", "check"]

RULE = Rule(
    name="ttl-on-existing",
    severity="warning",
    summary="A TTL index on a collection that may hold documents",
    why="The server at once begins to delete every document that has expired.",
    help="Count what would go first, and keep a copy; or begin with a long time and shorten it with collMod.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for new in new_indexes(context):
        if (
            "expireAfterSeconds" in new.index.options
            and not new.restored
            and context.has_documents(new.collection.name)
        ):
            yield RULE.finding(
                f"Every document of {new.collection.name!r} that is old enough already is deleted within a minute, and down() cannot bring it back.",
                line=new.call.line,
            )
