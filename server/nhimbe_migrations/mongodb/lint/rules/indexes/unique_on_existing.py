"""A unique index over documents that are there."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.values import quote
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unique-on-existing",
    severity="warning",
    summary="A unique index on a collection that may hold documents",
    why="Duplicates abort the build with E11000. Documents without the field count as null, and two of them are duplicates.",
    help="Look for duplicates first; limit the index with partialFilterExpression where the field may be missing.",
    target="mongodb",
)


def _query(collection: str, fields: list[str]) -> str:
    key = ", ".join(f"{quote(field)}: {quote('$' + field)}" for field in fields)
    return (
        f"db.getCollection({quote(collection)}).aggregate([{{ $group: {{ _id: {{ {key} }}, n: {{ $sum: 1 }} }} }}, "
        "{ $match: { n: { $gt: 1 } } }])"
    )


def check(context: Context) -> Iterator[Finding]:
    for new in new_indexes(context):
        if not new.index.unique or new.restored or not context.has_documents(new.collection.name):
            continue
        partial = bool({"sparse", "partialFilterExpression"} & set(new.index.options))
        if partial and not any(context.before.known(new.collection.name).knows(field) for field in new.index.keys):
            # A field of this migration's own making: no document has it, and the index holds none.
            continue
        fields = ", ".join(new.index.keys)
        nulls = "" if partial else " Documents without the field count as null, and two nulls are duplicates."
        yield RULE.finding(
            f"Duplicates of {fields} in {new.collection.name!r} would stop the build.{nulls}",
            line=new.call.line,
            help=f"Look first: {_query(new.collection.name, list(new.index.keys))}"
            + ("" if partial else "; a partialFilterExpression leaves out documents without the field."),
        )
