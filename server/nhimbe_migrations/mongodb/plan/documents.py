"""How documents are seeded and copied: by `_id`, so that a second run changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.changes.names import WRAPPERS
from nhimbe_migrations.changes.shapes import AddShape, FieldShape
from nhimbe_migrations.mongodb.code.values import Constructed, code, from_json, value_imports
from nhimbe_migrations.mongodb.plan import rules
from nhimbe_migrations.mongodb.plan.step import Planned, Step, kept_aside
from nhimbe_migrations.mongodb.state.collections import Collection, Collections
from nhimbe_migrations.mongodb.state.writes import value_type

__all__ = ["copy", "id_type", "seed"]


def seed(change: changes.SeedDocuments, collections: Collections) -> Planned:
    collection = collections.known(change.collection)
    documents = [_typed(from_json(document), collection.fields) for document in change.documents]
    ids = [document["_id"] for document in documents]
    findings = [*rules.unknown(change.collection, collections), *rules.taken(change.backup, collections)]
    lossy = change.overwrite and not change.backup
    if lossy:
        findings.append(
            rules.OVERWRITES_DOCUMENTS.finding(
                f"Documents of {change.collection!r} with these _ids are replaced, and down() cannot bring them back.",
                help=f"Name a `backup` ({change.collection}Backup), or leave `overwrite` out.",
            )
        )
    values = {
        "collection": change.collection,
        "backup": change.backup,
        "overwrite": change.overwrite,
        "id_type": id_type(ids),
        "ids": code(ids),
        "documents": [
            {
                "id": code(document["_id"]),
                "rest": code({key: value for key, value in document.items() if key != "_id"}),
                "whole": code(document),
            }
            for document in documents
        ],
    }
    after = collections.put(Collection(change.backup)) if change.backup else collections
    return Planned(
        Step("mongodb/seed_documents", values, imports=value_imports(documents)),
        after.put(_seen(collection, documents)),
        findings=tuple(findings),
        losses=(f"what the seeds replaced in {change.collection}",) if lossy else (),
    )


def copy(change: changes.CopyDocuments, collections: Collections) -> Planned:
    """Documents of one collection become documents of another; `down` takes away those that were copied."""
    source, there = collections.known(change.collection), collections.get(change.to)
    findings = [*rules.unknown(change.collection, collections), *rules.taken(change.backup, collections)]
    if there is not None and not change.backup:
        findings.append(
            rules.COLLECTION_EXISTS.finding(
                f"{change.to!r} may have documents already, and down() cannot distinguish them from those that were copied.",
                help=f"Name a `backup` ({change.to}Copied), which remembers what was copied, or copy into a new collection.",
            )
        )
    where = from_json(change.where or {})
    match = [{"$match": where}] if where else []
    ids = [{"$project": {"_id": 1}}]
    if change.each:
        match, stages = _elements(change.each, str(change.parent), where)
        ids = [*stages, *ids]
    else:
        stages = [{"$project": dict.fromkeys(change.fields, 1)}] if change.fields else []
    # A document that is there already is somebody's, and stays.
    new_ones = [
        {"$lookup": {"from": change.to, "localField": "_id", "foreignField": "_id", "as": "there"}},
        {"$match": {"there": []}},
        {"$project": {"_id": 1}},
    ]
    remember = {"into": change.backup, "whenMatched": "keepExisting"}
    values = {
        "collection": change.collection,
        "to": change.to,
        "backup": change.backup,
        "move": change.move,
        "remember": code([*match, *ids, *new_ones, {"$merge": remember}]) if change.backup else "",
        "copy": code([*match, *stages, {"$merge": {"into": change.to, "whenMatched": "keepExisting"}}]),
        "where": code(where),
    }
    fields = _copied_fields(source, change)
    after = kept_aside(collections, change.backup)
    after = after.put(after.known(change.to).with_fields(fields))
    shape = AddShape(change.to, tuple(FieldShape(name, kind) for name, kind in fields.items()), "mongodb")  # type: ignore[arg-type]
    return Planned(
        Step("mongodb/copy_documents", values, imports=value_imports(where)),
        after,
        (shape,) if there is None and fields else (),
        tuple(findings),
    )


def _elements(path: str, parent: str, where: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:  # noqa: ANN401 JSValue
    """Each element with the _id that it has, or one made of its document's and its place: the same at every run."""
    objects: dict[str, Any] = {path: {"$elemMatch": {}}}
    match: list[dict[str, Any]] = [{"$match": {"$and": [dict(where), objects]} if where else objects}]
    made = {"$concat": [{"$toString": "$_id"}, "-", {"$toString": "$place"}]}
    stages: list[dict[str, Any]] = [
        {"$unwind": {"path": f"${path}", "includeArrayIndex": "place"}},
        {"$match": {path: {"$type": "object"}}},
        {"$replaceRoot": {"newRoot": {"$mergeObjects": [{"_id": made}, f"${path}", {parent: "$_id"}]}}},
    ]
    return match, stages


def _copied_fields(source: Collection, change: changes.CopyDocuments) -> dict[str, str]:
    if change.each:
        return {str(change.parent): source.fields.get("_id", "unknown")}
    kept = {field.partition(".")[0] for field in change.fields}
    return {name: kind for name, kind in source.fields.items() if not kept or name in kept or name == "_id"}


def _seen(collection: Collection, documents: list[dict[str, Any]]) -> Collection:
    """The collection with the fields that the seeds show; what is known of them already stays."""
    for document in documents:
        new = {name: value_type(value) for name, value in document.items()}
        known = collection.fields
        collection = collection.with_fields(
            {n: kind for n, kind in new.items() if known.get(n, "unknown") == "unknown"}
        )
    return collection


def _typed(document: dict[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """Text for a field that is known to hold a date or an id is written as one."""
    return {
        name: Constructed(fields[name], (value,))
        if isinstance(value, str) and _written_as(value, fields.get(name))
        else value
        for name, value in document.items()
    }


def _written_as(value: str, kind: str | None) -> bool:
    wrapper = {"Date": "$date", "ObjectId": "$oid"}.get(kind or "")
    return wrapper is not None and WRAPPERS[wrapper].fullmatch(value) is not None


def id_type(ids: Sequence[Any]) -> str:
    """The TypeScript type of these `_id`s; empty for ObjectId, which the driver takes for granted."""
    kinds = {_kind(item) for item in ids}
    return "" if kinds == {"ObjectId"} else " | ".join(sorted(kinds))


def _kind(value: Any) -> str:  # noqa: ANN401 JSValue
    match value:
        case Constructed(name, _):
            return name
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case _:
            return "Record<string, unknown>"
