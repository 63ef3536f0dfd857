"""The same index again, otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes
from nhimbe_migrations.mongodb.state.collections import Index

__all__ = ["RULE", "check"]

RULE = Rule(
    name="index-conflict",
    severity="error",
    summary="An index with the same keys or the same name is there already",
    why="Where the definitions differ, the server answers IndexOptionsConflict (85) or IndexKeySpecsConflict (86), and the "
    "migration stops there. Where they do not, up() does nothing, and down() drops what was there before.",
    help="Drop the other one first, or leave this one out.",
    target="mongodb",
)


def _same_collation(left: Index, right: Index) -> bool:
    """Collation and partial filter tell indexes on the same keys apart; other options do not."""
    return all(left.options.get(key) == right.options.get(key) for key in ("collation", "partialFilterExpression"))


def check(context: Context) -> Iterator[Finding]:
    for new in new_indexes(context):
        for other in new.collection.indexes.values():
            same_keys = list(other.keys.items()) == list(new.index.keys.items())
            same_options = dict(other.options) == dict(new.index.options)
            where = f" ({other.file}:{other.line})" if other.file else ""
            if other.name == new.index.name and not (same_keys and same_options):
                message = f"{other.name!r} is there already with another definition{where}."
                yield RULE.finding(message, line=new.call.line)
            elif other.name == new.index.name and other.file != context.parsed.file:
                message = f"{other.name!r} is there already{where}: up() does nothing, and down() would drop it."
                yield RULE.finding(message, line=new.call.line, severity="warning", help="Leave it out.")
            elif other.name != new.index.name and same_keys and _same_collation(other, new.index):
                yield RULE.finding(f"The same keys are indexed as {other.name!r} already{where}.", line=new.call.line)
