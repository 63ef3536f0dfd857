"""How collections and their validators are changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.changes.shapes import AddMember, AddShape, RemoveMember, RemoveShape, RenameShape, ShapeChange
from nhimbe_migrations.mongodb.code.values import Dynamic, from_json, value_imports
from nhimbe_migrations.mongodb.plan import rules
from nhimbe_migrations.mongodb.plan.step import Planned, Step, index_code, options_code, validation_code
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Index, Validation
from nhimbe_migrations.mongodb.state.json_schema import schema_for

__all__ = ["create", "drop", "rename", "unique_indexes", "validate"]


def create(change: changes.CreateCollection, collections: Collections) -> Planned:
    validation = Validation(schema_for(change.fields)) if change.fields else None
    indexes = unique_indexes(change.name, change.fields)
    collection = replace(collections.known(change.name), created=True)
    if validation is not None:
        collection = collection.with_validation(validation)
    for index in indexes:
        collection = collection.with_index(index)
    values = {
        "name": change.name,
        "options": options_code(validation, {}),
        "indexes": [index_code(index) for index in indexes],
    }
    shape = AddShape(change.name, tuple(field.shape() for field in change.fields), "mongodb")
    return Planned(
        Step("mongodb/create_collection", values),
        collections.put(collection.with_fields({field.name: field.type for field in change.fields})),
        (shape,),
        rules.taken(change.name, collections),
    )


def drop(change: changes.DropCollection, collections: Collections) -> Planned:
    collection = collections.known(change.name)
    values = {
        "name": change.name,
        "backup": change.backup,
        "options": options_code(collection.validation, collection.options),
        "indexes": [index_code(index) for index in collection.indexes.values()],
    }
    after = collections.rename(change.name, change.backup) if change.backup else collections.drop(change.name)
    findings = (*rules.unknown(change.name, collections), *rules.taken(change.backup, collections))
    if change.backup:
        return Planned(Step("mongodb/drop_collection", values), after, (RemoveShape(change.name, "mongodb"),), findings)
    return Planned(
        Step(
            "mongodb/drop_collection",
            values,
            imports=value_imports([dict(index.options) for index in collection.indexes.values()]),
        ),
        after,
        (RemoveShape(change.name, "mongodb"),),
        (
            *findings,
            rules.DROP_COLLECTION.finding(
                f"{change.name!r} is dropped with all its documents, and down() cannot bring them back.",
                help=f"Name a `backup` ({change.name}Backup): the collection is then renamed, and down() renames it back.",
            ),
        ),
        (f"the documents of {change.name}",),
    )


def rename(change: changes.RenameCollection, collections: Collections) -> Planned:
    return Planned(
        Step("mongodb/rename_collection", {"name": change.name, "to": change.to}),
        collections.rename(change.name, change.to),
        (RenameShape(change.name, change.to, "mongodb"),),
        (*rules.unknown(change.name, collections), *rules.taken(change.to, collections)),
    )


def validate(change: changes.SetValidator, collections: Collections) -> Planned:
    collection = collections.known(change.collection)
    rule = schema_for(change.fields) if change.fields else from_json(change.validator)
    after = Validation(rule, change.level, change.action)
    before = collection.validation
    findings = rules.unknown(change.collection, collections)
    losses: tuple[str, ...] = ()
    if before is not None and isinstance(before.rule, Dynamic):
        findings += (rules.unreadable_validator(change.collection, before),)
        losses = (f"the earlier validator of {change.collection}",)
        before = None
    values = {
        "collection": change.collection,
        "after": validation_code(after),
        "before": validation_code(before),
    }
    return Planned(
        Step(
            "mongodb/set_validator",
            values,
            imports=value_imports(rule)
            | value_imports(dict(before.rule) if before and not isinstance(before.rule, Dynamic) else {}),
        ),
        collections.put(
            replace(
                collection.with_validation(after),
                fields={**collection.fields, **{field.name: field.type for field in change.fields}},
            )
        ),
        tuple(_stated(collection, change.fields)),
        findings,
        losses,
    )


def _stated(collection: Collection, fields: tuple[changes.FieldSpec, ...]) -> Iterator[ShapeChange]:
    """What a validator's fields say that was not known; one that has another type now goes away and comes back."""
    for field in fields:
        known = collection.fields.get(field.name, "unknown")
        if known not in {"unknown", field.type}:
            yield RemoveMember(collection.name, field.name, "mongodb")
        if known != field.type:
            yield AddMember(collection.name, field.shape(), "mongodb")


def unique_indexes(collection: str, fields: tuple[changes.FieldSpec, ...]) -> tuple[Index, ...]:
    """The indexes that keep unique fields unique. One that may be missing is sparse: a missing field counts as null."""
    return tuple(
        Index(
            changes.default_index_name(collection, [field.name]),
            {field.name: 1},
            {"unique": True} if field.required else {"unique": True, "sparse": True},
        )
        for field in fields
        if field.unique
    )
