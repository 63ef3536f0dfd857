"""A collection that no migration speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.plan.rules import UNKNOWN_COLLECTION, unknown

__all__ = ["RULE", "check"]

RULE = UNKNOWN_COLLECTION

_CHANGING = frozenset(
    {
        "createIndex", "createIndexes", "dropIndex", "updateOne", "updateMany", "deleteMany", "deleteOne", "rename", "drop",
        "command", "aggregate", "replaceOne", "bulkWrite", "insertOne", "insertMany",
    }
)  # fmt: skip


_FILLING = frozenset({"insertOne", "insertMany", "createIndex", "createIndexes"})


def check(context: Context) -> Iterator[Finding]:
    told: set[str] = set()
    for stage in context.stages:
        call = stage.call
        name = call.collection
        if call.method == "command" and isinstance(call.argument(0), Mapping):
            name = call.argument(0).get("collMod")
        if isinstance(name, str) and call.method in _CHANGING and name not in told and stage.before.get(name) is None:
            told.add(name)
            made = all(_fills(other.call) for other in context.stages if other.call.collection == name)
            for item in unknown(name, context.before):
                # What is filled, and like no other name, is a new collection.
                is_new = made and item.help == RULE.help
                yield replace(item.at(line=call.line), severity="note" if is_new else item.severity)


def _fills(call: Call) -> bool:
    return call.method in _FILLING or any(call.options(place).get("upsert") is True for place in (1, 2))
