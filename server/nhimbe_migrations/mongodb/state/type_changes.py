"""What a migration does to the shape of documents, for types.ts: said from its calls and the collections around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast, get_args

from nhimbe_migrations.changes.shapes import (
    AddMember,
    AddShape,
    FieldShape,
    FieldType,
    RemoveMember,
    RemoveShape,
    RenameMember,
    RenameShape,
    ShapeChange,
)
from nhimbe_migrations.mongodb.code.migration_file import ParsedFunction, ParsedMigration
from nhimbe_migrations.mongodb.state.collections import Collection, Collections
from nhimbe_migrations.mongodb.state.replay import fold_calls
from nhimbe_migrations.mongodb.state.writes import merged_into, updates

__all__ = ["shape_changes", "shapes_between"]


def shape_changes(parsed: ParsedMigration, before: Collections) -> tuple[ShapeChange, ...]:
    """Return what `parsed.up` does to shapes, given the collections before it."""
    if parsed.up is None:
        return ()
    return shapes_between(before, fold_calls(parsed.up.calls, before, parsed.file), parsed.up)


def shapes_between(before: Collections, after: Collections, up: ParsedFunction) -> tuple[ShapeChange, ...]:
    """Return the changes of shape from `before` to `after`; what `up` renames is a rename, not a loss and a gain."""
    collections = _renamed_collections(up, before, after)
    backups = {str(merged_into(call)) for call in up.calls if merged_into(call) is not None}
    changes: list[ShapeChange] = [RenameShape(name, to, "mongodb") for name, to in collections.items()]
    for name, collection in after.by_name.items():
        earlier = before.get(next((old for old, new in collections.items() if new == name), name))
        if name in backups:
            continue
        if earlier is None:
            changes += [AddShape(name, tuple(_fields(collection)), "mongodb")] if collection.created else []
        else:
            changes += _members(earlier, collection, _renamed_fields(up, earlier.name))
    changes += [
        RemoveShape(name, "mongodb") for name in before.by_name if after.get(name) is None and name not in collections
    ]
    return tuple(changes)


def _members(before: Collection, after: Collection, renamed: Mapping[str, str]) -> Iterator[ShapeChange]:
    moved = {old: new for old, new in renamed.items() if old not in after.fields and new in after.fields}
    for old, new in moved.items():
        yield RenameMember(after.name, old, new, "mongodb")
    for field in _fields(after):
        same = before.fields.get(field.name) == after.fields[field.name]
        if not same and field.type != "unknown" and field.name not in moved.values():
            if before.fields.get(field.name, "unknown") != "unknown":
                # Away and back again is how a member gets another type.
                yield RemoveMember(after.name, field.name, "mongodb")
            yield AddMember(after.name, field, "mongodb")
    for name in before.fields:
        if name not in after.fields and name not in moved:
            yield RemoveMember(after.name, name, "mongodb")


def _fields(collection: Collection) -> Iterator[FieldShape]:
    schema = (collection.validation.schema if collection.validation else None) or {}
    required = schema.get("required")
    properties = schema.get("properties")
    for name, kind in collection.fields.items():
        stated = properties.get(name) if isinstance(properties, Mapping) else None
        known = cast("FieldType", kind if kind in get_args(FieldType) else "unknown")
        needed = name == "_id" or (isinstance(required, list) and name in required)
        yield FieldShape(
            name,
            known,
            nullable=not needed or _allows_null(stated),
            literals=_literals(stated),
            description=str(stated.get("description", "")) if isinstance(stated, Mapping) else "",
        )


def _allows_null(stated: object) -> bool:
    kinds = stated.get("bsonType") if isinstance(stated, Mapping) else None
    return isinstance(kinds, list) and "null" in kinds


def _literals(stated: object) -> tuple[str, ...]:
    if not isinstance(stated, Mapping):
        return ()
    items = stated.get("items")
    values = stated.get("enum", items.get("enum") if isinstance(items, Mapping) else None)
    texts = [value for value in values if value is not None] if isinstance(values, list) else []
    return tuple(texts) if all(isinstance(text, str) for text in texts) else ()


def _renamed_collections(up: ParsedFunction, before: Collections, after: Collections) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for call in up.calls:
        names = call.arguments[:2] if call.method == "renameCollection" else (call.collection, call.argument(0))
        if call.method in {"rename", "renameCollection"} and all(isinstance(name, str) for name in names):
            old, new = (str(name) for name in names)
            first = next((first for first, last in pairs.items() if last == old), old)
            pairs[first] = new
    return {
        old: new
        for old, new in pairs.items()
        if old != new and before.get(old) is not None and after.get(old) is None and after.get(new) is not None
    }


def _renamed_fields(up: ParsedFunction, collection: str) -> dict[str, str]:
    return {
        old: new
        for call in up.calls
        if call.collection == collection
        for update in updates(call)
        for old, new in update.operator("$rename").items()
        if isinstance(new, str)
    }
