"""A unique index that is missing for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes

__all__ = ["RULE", "check"]

RULE = Rule(
    name="index-gap",
    severity="note",
    summary="A unique index is dropped and created again",
    why="Between drop and create queries scan the whole collection, and duplicates slip in that stop the build.",
    help="Where the keys allow it, create the new index first, under its new name, and drop the old one then.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    # By name, or by keys: the server's own name of those is then meant.
    dropped = {
        (str(call.collection), _name(call.argument(0))): call for call in context.up if call.method == "dropIndex"
    }
    for new in new_indexes(context):
        for (collection, name), drop in dropped.items():
            old = context.before.known(str(collection)).indexes.get(str(name))
            same = old is not None and collection == new.collection.name and list(old.keys) == list(new.index.keys)
            if same and old is not None and old.unique and new.index.unique and drop.line < new.call.line:
                yield RULE.finding(f"Between the two calls nothing keeps {', '.join(old.keys)} unique.", line=drop.line)


def _name(given: Any) -> str:  # noqa: ANN401 JSValue
    if isinstance(given, Mapping):
        return "_".join(f"{key}_{direction}" for key, direction in given.items())
    return str(given)
