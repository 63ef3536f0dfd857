"""A TTL index that never expires anything."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes

__all__ = ["RULE", "check"]

RULE = Rule(
    name="ttl-on-text",
    severity="error",
    summary="A TTL index on a field that holds no dates",
    why="The server skips every document whose field is not a Date: ISO strings stay for ever.",
    help="Convert the field first (`convert_field` to Date).",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for new in new_indexes(context):
        if "expireAfterSeconds" not in new.index.options:
            continue
        for field in new.index.keys:
            kind = new.collection.fields.get(field, "unknown")
            if kind not in {"Date", "unknown"}:
                yield RULE.finding(f"{new.collection.name}.{field} is a {kind}; only dates expire.", line=new.call.line)
        if len(new.index.keys) > 1:
            yield RULE.finding("A TTL index has exactly one field.", line=new.call.line)
