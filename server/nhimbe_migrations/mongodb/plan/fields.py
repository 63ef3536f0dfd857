"""How fields are added, renamed, removed and converted, with the validator and the indexes that name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.changes.shapes import AddMember, FieldShape, RemoveMember, RenameMember
from nhimbe_migrations.mongodb.code.values import Constructed, code, from_json, value_imports
from nhimbe_migrations.mongodb.plan import rules
from nhimbe_migrations.mongodb.plan.collections import unique_indexes
from nhimbe_migrations.mongodb.plan.field_indexes import indexes_naming, renamed_index
from nhimbe_migrations.mongodb.plan.step import AssumedNewField, Planned, Step, index_code, validation_code
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Index, Validation
from nhimbe_migrations.mongodb.state.json_schema import (
    adaptable,
    closed,
    names_field,
    property_for,
    with_property,
    with_renamed,
    without_property,
)

__all__ = ["add", "convert", "remove", "rename"]


def add(change: changes.AddField, collections: Collections) -> Planned:
    collection, field = collections.known(change.collection), change.field
    value = _typed(from_json(change.value), field.type) if change.fills else None
    before = collection.validation
    findings, after = list(rules.unknown(change.collection, collections)), before
    if before is not None and before.schema is not None:
        after = replace(
            before, rule=with_property(_rule(before), field.name, property_for(field), required=field.required)
        )
    if collection.knows(field.name) and not change.backup:
        findings.append(
            rules.FIELD_EXISTS.finding(f"Documents of {change.collection!r} may already have {field.name!r}.")
        )
    indexes = unique_indexes(change.collection, (field,))
    values = {
        "collection": change.collection,
        "field": field.name,
        "filled": code({field.name: value}) if change.fills else "",
        "missing": code({field.name: {"$exists": False}}),
        "present": code({field.name: {"$exists": True}}),
        "unset": code({field.name: ""}),
        "backup": change.backup,
        "indexes": [index_code(index) for index in indexes],
        "closed": before is not None and closed(before.rule),
        **_validators(before, after),
    }
    moved = collection.with_validation(after).with_fields({field.name: field.type})
    for index in indexes:
        moved = moved.with_index(index)
    return Planned(
        Step("mongodb/add_field", values, imports=value_imports(value) | _imports(before, ())),
        _kept(collections, change.backup).put(moved),
        (AddMember(change.collection, field.shape(), "mongodb"),),
        (*findings, *rules.taken(change.backup, collections)),
        taken_as_new=() if change.backup else (AssumedNewField(change.collection, field.name),),
    )


def rename(change: changes.RenameField, collections: Collections) -> Planned:
    collection, name, to = collections.known(change.collection), change.field, change.to
    findings = list(rules.unknown(change.collection, collections))
    if collection.knows(to):
        findings.append(
            rules.FIELD_EXISTS.finding(
                f"Documents of {change.collection!r} may already have {to!r}; those keep both fields, "
                "and down() would take the new one for the old one.",
            )
        )
    before, after = collection.validation, collection.validation
    if before is not None and names_field(before.rule, name):
        if adaptable(before.rule, name):
            after = replace(before, rule=with_renamed(_rule(before), name, to))
        else:
            findings.append(rules.unreadable_validator(change.collection, before))
    old, unread = indexes_naming(collection, name)
    new = tuple(renamed_index(change.collection, index, name, to) for index in old)
    findings += unread
    values = {
        "collection": change.collection,
        "unmoved": code({name: {"$exists": True}, to: {"$exists": False}}),
        "move": code({name: to}),
        "moved": code({to: {"$exists": True}, name: {"$exists": False}}),
        "move_back": code({to: name}),
        "old_indexes": [index_code(index) for index in old],
        "new_indexes": [index_code(index) for index in new],
        **_validators(before, after),
    }
    moved = collection.renamed_field(name, to)
    for index in old:
        moved = moved.without_index(index.name)
    for index in new:
        moved = moved.with_index(index)
    return Planned(
        Step("mongodb/rename_field", values, imports=_imports(before if after is not before else None, old)),
        collections.put(replace(moved, validation=after)),
        (RenameMember(change.collection, name, to, "mongodb"),),
        tuple(findings),
        taken_as_new=(AssumedNewField(change.collection, to),),
    )


def remove(change: changes.RemoveField, collections: Collections) -> Planned:
    collection, name = collections.known(change.collection), change.field
    findings = list(rules.unknown(change.collection, collections))
    before, after = collection.validation, collection.validation
    if before is not None and names_field(before.rule, name):
        if adaptable(before.rule, name):
            after = replace(before, rule=without_property(_rule(before), name))
        else:
            findings.append(rules.unreadable_validator(change.collection, before))
    dropped, unread = indexes_naming(collection, name)
    findings += [*unread, *rules.taken(change.backup, collections)]
    if not change.backup:
        findings.append(
            rules.REMOVE_FIELD.finding(
                f"{name!r} is removed from {change.collection!r}, and down() cannot bring its values back.",
                help=f"Name a `backup` ({change.collection}{name[:1].upper()}{name[1:]}Backup): "
                "up() copies the values there, down() puts them back.",
            )
        )
    values = {
        "collection": change.collection,
        "field": name,
        "backup": change.backup,
        "present": code({name: {"$exists": True}}),
        "kept": code({name: 1}),
        "unset": code({name: ""}),
        "indexes": [index_code(index) for index in dropped],
        **_validators(before, after),
    }
    moved = collection.without_field(name)
    for index in dropped:
        moved = moved.without_index(index.name)
    return Planned(
        Step("mongodb/remove_field", values, imports=_imports(before if after is not before else None, dropped)),
        _kept(collections, change.backup).put(replace(moved, validation=after)),
        (RemoveMember(change.collection, name, "mongodb"),),
        tuple(findings),
        () if change.backup else (f"the values of {change.collection}.{name}",),
    )


_STORED = {
    "string": "string",
    "number": "number",
    "int": "int",
    "boolean": "bool",
    "Date": "date",
    "ObjectId": "objectId",
}
_TARGETS = {**_STORED, "number": "double", "int": "long"}
"""What $convert makes: the wider type, since milliseconds do not fit an int."""


def convert(change: changes.ConvertField, collections: Collections) -> Planned:
    collection, name = collections.known(change.collection), change.field
    known = collection.fields.get(name, "unknown")
    findings = [*rules.unknown(change.collection, collections), *rules.taken(change.backup, collections)]
    if change.to_type == "boolean" and known in {"string", "unknown"}:
        findings.append(
            rules.TEXT_TO_BOOLEAN.finding(f"Where {change.collection}.{name} is text, every text becomes true.")
        )
    if not change.backup:
        findings.append(
            rules.CONVERT_FIELD.finding(
                f"{change.collection}.{name} becomes {change.to_type}, and down() cannot bring back how it was written.",
                help=f"Name a `backup` ({change.collection}{name[:1].upper()}{name[1:]}Backup): "
                "up() copies the old values there, down() puts them back.",
            )
        )
    before, after = collection.validation, collection.validation
    if before is not None and names_field(before.rule, name):
        if adaptable(before.rule, name):
            after = replace(before, rule=_converted(before, change))
        else:
            findings.append(rules.unreadable_validator(change.collection, before))
    values = {
        "collection": change.collection,
        "backup": change.backup,
        "unconverted": code({name: {"$ne": None, "$not": {"$type": _types(change.to_type)}}}),
        "kept": code({name: 1}),
        "conversion": code({name: {"$convert": _conversion(change, known)}}),
        **_validators(before, after),
    }
    shape = FieldShape(name, change.to_type, nullable=not _required(before, name) or change.on_error == "null")
    return Planned(
        Step("mongodb/convert_field", values, imports=_imports(before if after is not before else None, ())),
        _kept(collections, change.backup).put(
            replace(collection, validation=after, fields={**collection.fields, name: change.to_type})
        ),
        # Away and back again is how a member gets another type.
        (RemoveMember(change.collection, name, "mongodb"), AddMember(change.collection, shape, "mongodb")),
        tuple(findings),
        () if change.backup else (f"how {change.collection}.{name} was written",),
    )


def _conversion(change: changes.ConvertField, known: str) -> dict[str, Any]:
    path = f"${change.field}"
    source: Any = path
    if change.to_type == "Date" and known not in {"string", "ObjectId"}:
        # $convert makes dates of long and double, and refuses int, which is what the driver writes for 1.
        source = {"$cond": [{"$isNumber": path}, {"$toLong": path}, path]}
    conversion = {"input": source, "to": _TARGETS[change.to_type]}
    match change.on_error:
        case "fail":
            return conversion
        case "keep":
            return {**conversion, "onError": path}
        case "null":
            return {**conversion, "onError": None}


def _types(to_type: str) -> str | list[str]:
    return ["int", "long"] if to_type == "int" else _STORED[to_type]


def _converted(before: Validation, change: changes.ConvertField) -> dict[str, Any]:
    """The validator with the field's new type; where values may stay behind, their old type stays allowed."""
    rule, schema = _rule(before), before.schema or {}
    properties = schema.get("properties")
    old = properties.get(change.field) if isinstance(properties, Mapping) else None
    if not isinstance(old, Mapping):
        return rule
    stated = old.get("bsonType", [])
    earlier = [stated] if isinstance(stated, str) else list(stated)
    also = earlier if change.on_error == "keep" else [item for item in earlier if item == "null"]
    if change.on_error == "null":
        also = ["null"]
    kinds = list(dict.fromkeys([*_as_list(_types(change.to_type)), *also]))
    # What limits text (enum, pattern, lengths) or numbers means nothing for the new type.
    kept = {key: value for key, value in old.items() if key in {"title", "description"}}
    new = {"bsonType": kinds[0] if len(kinds) == 1 else kinds, **kept}
    return with_property(rule, change.field, new, required=False)


def _as_list(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds


def _typed(value: Any, kind: str) -> Any:  # noqa: ANN401 JSValue
    """A plain string given for a date or an id is one."""
    if isinstance(value, str) and kind in {"Date", "ObjectId"}:
        return Constructed(kind, (value,))
    if isinstance(value, list) and kind == "ObjectId[]":
        return [_typed(item, "ObjectId") for item in value]
    return value


def _rule(validation: Validation) -> dict[str, Any]:
    return dict(validation.rule) if isinstance(validation.rule, Mapping) else {}


def _required(validation: Validation | None, name: str) -> bool:
    required = (validation.schema or {}).get("required") if validation else None
    return isinstance(required, list) and name in required


def _validators(before: Validation | None, after: Validation | None) -> dict[str, Any]:
    changed = before is not None and after is not before
    return {
        "before": validation_code(before, levels=False) if changed else None,
        "after": validation_code(after, levels=False) if changed else None,
    }


def _kept(collections: Collections, backup: str | None) -> Collections:
    return collections.put(Collection(backup)) if backup else collections


def _imports(validation: Validation | None, indexes: tuple[Index, ...]) -> frozenset[str]:
    rule = _rule(validation) if validation else {}
    return value_imports(rule).union(*(value_imports(dict(index.options)) for index in indexes))
