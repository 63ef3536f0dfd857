"""A rename that the validator refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.writes import inserted, updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="against-validator",
    severity="error",
    summary="A write that the collection's validator refuses",
    why="The first document is refused with error 121, and the migration stops there.",
    help="Change the validator first (collMod), and restore it in `down`; `rename_field` and `remove_field` do so by themselves.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    """Compare what is written with what the validator in force requires and, when it is closed, allows."""
    for stage in context.stages:
        collection = stage.collection()
        validation = collection.validation if collection else None
        schema = validation.schema if validation else None
        if validation is None or schema is None or validation.level == "off" or validation.action == "warn":
            continue
        required, properties = schema.get("required"), schema.get("properties")
        needed = set(required if isinstance(required, list) else ())
        allowed = set(properties if isinstance(properties, Mapping) else ())
        closed = schema.get("additionalProperties") is False
        for missing, new in (*_updated(stage.call, needed), *_added(stage.call, needed)):
            for name in sorted(missing):
                message = f"The validator of {stage.call.collection!r} requires {name!r}."
                yield RULE.finding(message, line=stage.call.line)
            for name in sorted(new - allowed if closed else ()):
                message = f"The validator of {stage.call.collection!r} allows no field {name!r}."
                yield RULE.finding(message, line=stage.call.line)


_Names = tuple[set[str], set[str]]


def _updated(call: Call, needed: set[str]) -> Iterator[_Names]:
    """For each update: the needed fields that go, and the fields that come."""
    for update in updates(call):
        gone = {*map(str, update.operator("$rename")), *map(str, update.operator("$unset"))}
        renamed = {str(to) for to in update.operator("$rename").values()}
        yield gone & needed, renamed | set(map(str, update.operator("$set")))


def _added(call: Call, needed: set[str]) -> Iterator[_Names]:
    """For each document that is new: the needed fields that it lacks, and the fields that it has."""
    documents = [item for item in inserted(call) if isinstance(item, Mapping)]
    for update in updates(call):
        found = update.filter if isinstance(update.filter, Mapping) else {}
        if update.upsert and update.method == "replaceOne" and isinstance(update.change, Mapping):
            documents.append({**found, **update.change})
        elif update.upsert and isinstance(update.change, Mapping):
            documents.append({**found, **update.operator("$set"), **update.operator("$setOnInsert")})
    for document in documents:
        # The driver gives a document its _id where the author does not.
        yield needed - {"_id"} - {str(name).split(".")[0] for name in document}, {str(name) for name in document}
