"""A rename that the validator refuses."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.changes.rule import Rule
from nhimbe_migrations.mongodb.fold_writes import updates
from nhimbe_migrations.mongodb.rules.material.context import Context
from nhimbe_migrations.text import Finding

__all__ = ["RULE", "check"]

RULE = Rule(
    name="against-validator",
    severity="error",
    summary="An update that the collection's validator refuses",
    why="The first document is refused with error 121, and the migration stops there.",
    help="Change the validator first (collMod), and restore it in `down`; `rename_field` and `remove_field` do so by themselves.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        collection = stage.collection()
        schema = (collection.validation.schema if collection and collection.validation else None) or {}
        required = schema.get("required")
        closed = schema.get("additionalProperties") is False
        properties = schema.get("properties") or {}
        for update in updates(stage.call):
            gone = {*map(str, update.operator("$rename")), *map(str, update.operator("$unset"))}
            new = {str(to) for to in update.operator("$rename").values()} | {
                str(key) for key in update.operator("$set")
            }
            for name in sorted(gone & set(required if isinstance(required, list) else ())):
                yield RULE.finding(
                    f"The validator of {stage.call.collection!r} requires {name!r}.", line=stage.call.line
                )
            for name in sorted(new - set(properties) if closed else ()):
                yield RULE.finding(
                    f"The validator of {stage.call.collection!r} allows no field {name!r}.", line=stage.call.line
                )
