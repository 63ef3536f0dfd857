"""Documents that vanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="ttl-on-existing",
    severity="error",
    summary="A TTL index on a collection that may hold documents",
    why="The server at once begins to delete every document that has expired.",
    help="Count what would go first, and keep a copy; or begin with a long time and shorten it with collMod.",
    target="mongodb",
)


_LONG = 365 * 24 * 60 * 60
"""Seconds: what is kept for longer is rarely older already."""
_SAYS_WHEN = re.compile(r"expir|until|validTo|delete|purge|remove|ends?At|^end", re.IGNORECASE)
"""A field that says itself when its document is to go."""


def check(context: Context) -> Iterator[Finding]:
    """An error where documents go by their age: what is old is gone. A warning where it takes a year, or each says itself when."""
    for new in new_indexes(context):
        if (
            "expireAfterSeconds" in new.index.options
            and not new.restored
            and context.has_documents(new.collection.name)
        ):
            seconds, field = new.index.options["expireAfterSeconds"], next(iter(new.index.keys), "")
            by_age = not isinstance(seconds, int | float) or 0 < seconds < _LONG
            is_filled = any(
                field in update.operator(name)
                for call in context.up
                if call.collection == new.collection.name
                for update in updates(call)
                for name in ("$set", "$currentDate")
            )
            yield RULE.finding(
                f"Every document of {new.collection.name!r} that is old enough already is deleted within a minute, and down() cannot bring it back.",
                line=new.call.line,
                severity="error" if by_age and not is_filled and not _SAYS_WHEN.search(field) else "warning",
            )
