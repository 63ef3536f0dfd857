"""The convention for names of indexes."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.changes.mongodb import default_index_name
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes

__all__ = ["RULE", "check"]

RULE = Rule(
    name="index-name",
    severity="note",
    summary="The name of an index does not begin with `idx_`",
    why="Names that follow one rule can be found, and dropped, without looking them up.",
    help="Name it idx_collectionName_field.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for new in new_indexes(context):
        named = "name" in new.call.options(1) or new.call.method == "createIndexes"
        expected = default_index_name(new.collection.name, new.index.keys)
        if named and not new.restored and not new.index.name.startswith("idx_"):
            yield RULE.finding(
                f"{new.index.name!r} does not follow idx_collection_field.",
                line=new.call.line,
                help=f"Call it {expected!r}.",
            )
