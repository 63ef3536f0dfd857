"""Documents that vanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.values import quote
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="ttl-on-existing",
    severity="error",
    summary="A TTL index on a collection that may hold documents",
    why="The server at once begins to delete every document that has expired.",
    help="Copy them into another collection first, with $match and $merge; begin with a long time, and shorten it with collMod; or accept it with a reason, if they are meant to go.",
    target="mongodb",
)


_LONG = 365 * 24 * 60 * 60
"""Seconds: what is kept for longer is rarely older already."""
_SAYS_WHEN = re.compile(r"expir|until|validTo|delete|purge|remove|clean|discard|ttl|ends?At|^end", re.IGNORECASE)
"""A field that says itself when its document is to go."""


def check(context: Context) -> Iterator[Finding]:
    """An error where documents go by their age: what is old is gone, and `down` has nothing to give back.

    A warning where that takes a year, where each says itself when it is to go, where `up` fills the field, or keeps a copy first.
    """
    for new in new_indexes(context):
        if (
            "expireAfterSeconds" in new.index.options
            and not new.restored
            and context.has_documents(new.collection.name)
        ):
            name, field = new.collection.name, next(iter(new.index.keys), "")
            seconds = new.index.options["expireAfterSeconds"]
            is_known = isinstance(seconds, int | float)
            is_filled = any(
                field in update.operator(operator)
                for call in context.up
                if call.collection == name
                for update in updates(call)
                for operator in ("$set", "$currentDate")
            )
            spared = is_filled or context.backed_up(new.call) or _SAYS_WHEN.search(field)
            by_age = not spared and (not is_known or seconds < _LONG)
            many = (
                f"Count what would go: db.collection({quote(name)}).countDocuments({{ {quote(field)}: "
                f"{{ $lt: new Date(Date.now() - {round(seconds * 1000)}) }} }}). "
                if is_known and seconds >= 0
                else ""
            )
            yield RULE.finding(
                f"Every document of {name!r} that is old enough already is deleted within a minute, and down() cannot bring it back.",
                line=new.call.line,
                severity="error" if by_age else "warning",
                help=f"{many}{RULE.help}",
            )
