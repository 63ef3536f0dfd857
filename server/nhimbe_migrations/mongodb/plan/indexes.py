"""How indexes are created and dropped."""

from __future__ import annotations

from typing import Any

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.mongodb.code.values import from_json, value_imports
from nhimbe_migrations.mongodb.plan import rules
from nhimbe_migrations.mongodb.plan.step import Planned, Step, index_code
from nhimbe_migrations.mongodb.state.collections import Collections, Index

__all__ = ["create", "drop"]


def create(change: changes.CreateIndex, collections: Collections) -> Planned:
    options: dict[str, Any] = {}
    if change.unique:
        options["unique"] = True
    if change.sparse:
        options["sparse"] = True
    if change.expire_after_seconds is not None:
        options["expireAfterSeconds"] = change.expire_after_seconds
    if change.partial_filter is not None:
        options["partialFilterExpression"] = from_json(change.partial_filter)
    if change.collation is not None:
        options["collation"] = from_json(change.collation)
    index = Index(change.index_name, dict(change.keys), options)
    values = {"collection": change.collection, "name": index.name, "index": index_code(index)}
    return Planned(
        Step("mongodb/create_index", values, imports=value_imports(options)),
        collections.put(collections.known(change.collection).with_index(index)),
        findings=rules.unknown(change.collection, collections),
    )


def drop(change: changes.DropIndex, collections: Collections) -> Planned:
    collection = collections.known(change.collection)
    index = collection.indexes.get(change.name)
    known = index is not None and index.readable
    findings = rules.unknown(change.collection, collections)
    if not known:
        findings += (
            rules.UNKNOWN_INDEX.finding(
                f"No migration has the definition of index {change.name!r} of {change.collection!r}; "
                "down() cannot create it again."
            ),
        )
    values = {
        "collection": change.collection,
        "name": change.name,
        "index": index_code(index) if index is not None and known else None,
    }
    imports = value_imports(dict(index.options)) if index is not None and known else frozenset[str]()
    return Planned(
        Step("mongodb/drop_index", values, imports=imports),
        collections.put(collection.without_index(change.name)),
        findings=findings,
        losses=() if known else (f"the index {change.name}",),
    )
