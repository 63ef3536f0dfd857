"""How the values of a field are converted or mapped, with the validator, and how they become again what they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.changes.field_paths import FieldPath
from nhimbe_migrations.changes.shapes import AddMember, FieldShape, RemoveMember, ShapeChange
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.values import code, from_json, value_imports
from nhimbe_migrations.mongodb.plan import paths, rules
from nhimbe_migrations.mongodb.plan.fields import rule_of
from nhimbe_migrations.mongodb.plan.step import (
    Planned,
    Step,
    backup_name,
    kept_aside,
    validation_imports,
    validators_code,
)
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Validation
from nhimbe_migrations.mongodb.state.field_types import keeps_all, known_type
from nhimbe_migrations.mongodb.state.json_schema import (
    adaptable,
    is_required,
    names_field,
    property_at,
    with_property,
)

__all__ = ["conversion", "convert", "map_values"]

_STORED = {
    "string": "string",
    "number": "number",
    "int": "int",
    "long": "long",
    "decimal": "decimal",
    "boolean": "bool",
    "Date": "date",
    "ObjectId": "objectId",
}
_TARGETS = {**_STORED, "number": "double", "int": "long"}
"""What $convert makes: the wider type, since milliseconds do not fit an int."""


def convert(change: changes.ConvertField, collections: Collections) -> Planned:
    collection, path, to = collections.known(change.collection), FieldPath.of(change.field), change.to_type
    known = known_type(collection, path)
    if known.endswith("[]") and to.endswith("[]"):
        # From one kind of list to another is a matter of their elements.
        path, known, to = _elements(path), known.removesuffix("[]"), to.removesuffix("[]")  # type: ignore[assignment]
    findings = [*rules.unknown(change.collection, collections), *rules.taken(change.backup, collections)]
    if to == "boolean" and known in {"string", "unknown"}:
        findings.append(
            rules.TEXT_TO_BOOLEAN.finding(f"Where {change.collection}.{change.field} is text, every text becomes true.")
        )
    leads_back = keeps_all(known, to)
    if not change.backup and not leads_back:
        findings.append(
            rules.CONVERT_FIELD.finding(
                f"{change.collection}.{change.field} becomes {to}, and down() cannot restore how it was written.",
                help=f"Name a `backup` ({backup_name(change.collection, path)}): "
                "up() keeps the old values there for down().",
            )
        )
    before, after, found = _validator(collection, path, change.collection, lambda b: _converted(b, path, to, change))
    how = change.on_error
    values = {
        "collection": change.collection,
        "backup": change.backup,
        "unchanged": code(paths.value_filter(path, _unconverted(known, to))),
        "kept": code({path.top if path.in_lists else path.dotted: 1}),
        "kept_once": path.in_lists,
        "put_back": code([{"$set": paths.restored(path)}]) if path.nested else "",
        "change": code([{"$set": paths.computed(path, lambda at, _: conversion(at, to, known, how))}]),
        "changed": code(paths.value_filter(path, {"$type": _made(to)})) if leads_back else "",
        "back": code([{"$set": paths.computed(path, lambda at, _: _conversion_back(at, known, to))}]),
        **validators_code(before, after),
    }
    nullable = before is None or not is_required(before.rule, path) or how == "null"
    shape = FieldShape(path.dotted, change.to_type, nullable=nullable)
    fields = collection.fields if path.nested else {**collection.fields, change.field: change.to_type}
    changed = before if after is not before else None
    return Planned(
        Step("mongodb/change_values", values, imports=validation_imports(changed, ())),
        kept_aside(collections, change.backup).put(replace(collection, validation=after, fields=fields)),
        _retyped(change.collection, shape) if change.field == path.dotted else (),
        (*findings, *found),
        () if change.backup or leads_back else (f"how {change.collection}.{change.field} was written",),
    )


def map_values(change: changes.MapValues, collections: Collections) -> Planned:
    collection, path = collections.known(change.collection), FieldPath.of(change.field)
    known = known_type(collection, path)
    if known.endswith("[]"):
        path, known = _elements(path), known.removesuffix("[]")
    pairs = [(_as_stored(old, known), from_json(new)) for old, new in change.pairs]
    stated = property_at(collection.validation.rule, path) if collection.validation else None
    allowed = stated.get("enum") if stated is not None else None
    enum = list(allowed) if isinstance(allowed, list) else None
    taken = not change.exchanges and (enum is None or any(new in enum for _, new in pairs))
    findings = [*rules.unknown(change.collection, collections), *rules.taken(change.backup, collections)]
    lossy = not change.backup and (change.merges or taken)
    if lossy:
        why = "two of its values become one" if change.merges else "some documents may have a new value already"
        findings.append(
            rules.MAP_VALUES.finding(
                f"down() cannot restore {change.collection}.{change.field}: {why}.",
                help=f"Name a `backup` ({backup_name(change.collection, path)}): "
                "up() keeps the old values there for down().",
            )
        )
    before, after, found = _validator(
        collection, path, change.collection, lambda b: _mapped(b, path, pairs) if enum is not None else rule_of(b)
    )
    values = {
        "collection": change.collection,
        "backup": change.backup,
        "unchanged": code(paths.value_filter(path, {"$in": [old for old, _ in pairs]})),
        "kept": code({path.top if path.in_lists else path.dotted: 1}),
        "kept_once": True,
        "put_back": code([{"$set": paths.restored(path)}]) if path.nested else "",
        "change": code([{"$set": paths.computed(path, lambda at, _: _switch(at, pairs))}]),
        "changed": "" if lossy else code(paths.value_filter(path, {"$in": [new for _, new in pairs]})),
        "back": code([{"$set": paths.computed(path, lambda at, _: _switch(at, [(new, old) for old, new in pairs]))}]),
        **validators_code(before, after),
    }
    shapes: tuple[ShapeChange, ...] = ()
    new_enum = (property_at(after.rule, path) or {}).get("enum") if after is not None else None
    if enum is not None and isinstance(new_enum, list) and all(isinstance(item, str | None) for item in new_enum):
        nullable = before is None or not is_required(before.rule, path) or None in new_enum
        kind: Any = f"{known}[]" if path.segments[-1][1] else known
        literals = tuple(item for item in new_enum if item is not None)
        shapes = _retyped(change.collection, FieldShape(path.dotted, kind, nullable=nullable, literals=literals))
    changed = before if after is not before else None
    return Planned(
        Step("mongodb/change_values", values, imports=value_imports(pairs) | validation_imports(changed, ())),
        kept_aside(collections, change.backup).put(replace(collection, validation=after)),
        shapes,
        (*findings, *found),
        (f"which values of {change.collection}.{change.field} were others before",) if lossy else (),
    )


def _elements(path: FieldPath) -> FieldPath:
    return FieldPath((*path.parents, (path.leaf, True)))


def _retyped(collection: str, shape: FieldShape) -> tuple[ShapeChange, ...]:
    """Away and back again is how a member gets another type."""
    return (RemoveMember(collection, shape.name, "mongodb"), AddMember(collection, shape, "mongodb"))


def _validator(
    collection: Collection, path: FieldPath, name: str, change: Callable[[Validation], dict[str, Any]]
) -> tuple[Validation | None, Validation | None, list[Finding]]:
    before = collection.validation
    if before is None or not names_field(before.rule, path):
        return before, before, []
    if not adaptable(before.rule, path):
        return before, before, [rules.unreadable_validator(name, before)]
    rule = change(before)
    return before, replace(before, rule=rule) if rule != before.rule else before, []


def _as_stored(old: Any, known: str) -> Any:  # noqa: ANN401 JSValue
    """A key of `values` is text; where the field holds numbers or booleans it means one of those."""
    if isinstance(old, str) and known == "boolean" and old in {"true", "false"}:
        return old == "true"
    if isinstance(old, str) and known in {"int", "long", "number"}:
        try:
            return int(old) if old.lstrip("-").isdecimal() else float(old)
        except ValueError:
            return old
    return from_json(old)


def _switch(at: str, pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    branches = [{"case": {"$eq": [at, {"$literal": old}]}, "then": {"$literal": new}} for old, new in pairs]
    return {"$switch": {"branches": branches, "default": at}}


def _mapped(before: Validation, path: FieldPath, pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    stated = property_at(before.rule, path)
    old = stated.get("enum") if stated is not None else None
    if stated is None or not isinstance(old, list):
        return rule_of(before)
    new: list[Any] = []
    for value in old:
        becomes = next((to for given, to in pairs if given == value), value)
        new += [] if becomes in new else [becomes]
    return with_property(rule_of(before), path, {**stated, "enum": new}, required=False)


def _unconverted(known: str, to: str) -> dict[str, Any]:
    if to.endswith("[]"):
        return {"$ne": None, "$not": {"$type": "array"}}
    if known.endswith("[]"):
        return {"$type": "array"}
    return {"$ne": None, "$not": {"$type": _types(to)}}


def _made(to: str) -> Any:  # noqa: ANN401 JSValue
    return "array" if to.endswith("[]") else _types(to)


def conversion(at: str, to: str, known: str, on_error: str) -> dict[str, Any]:
    if to.endswith("[]"):
        item = to.removesuffix("[]")
        element: Any = at if known == item else conversion(at, item, known, on_error)
        # What is a list already stays one, and what is missing stays missing.
        return {"$cond": [{"$or": [{"$isArray": at}, {"$lte": [at, None]}]}, at, [element]]}
    source: Any = at
    if known.endswith("[]"):
        # A list with more than one element is no single value, and $convert says so.
        few = {"$cond": [{"$isArray": at}, {"$lte": [{"$size": at}, 1]}, False]}
        source = {"$cond": [few, {"$arrayElemAt": [at, 0]}, at]}
        if known.removesuffix("[]") == to:
            kept = {"$cond": [{"$isArray": source}, {"$convert": _to(source, to, at, on_error)}, source]}
            return {"$ifNull": [kept, None]}
        return {"$ifNull": [{"$convert": _to(source, to, at, on_error)}, None]}
    if to == "Date" and known not in {"string", "ObjectId"}:
        # $convert makes dates of long and double, and refuses int, which is what the driver writes for 1.
        source = {"$cond": [{"$isNumber": at}, {"$toLong": at}, at]}
    if at.startswith("$$"):
        # What is missing in an element stays missing.
        return {"$cond": [{"$lte": [at, None]}, at, {"$convert": _to(source, to, at, on_error)}]}
    return {"$convert": _to(source, to, at, on_error)}


def _to(source: Any, to: str, at: str, on_error: str) -> dict[str, Any]:  # noqa: ANN401 JSValue
    conversion = {"input": source, "to": _TARGETS[to]}
    match on_error:
        case "keep":
            return {**conversion, "onError": at}
        case "null":
            return {**conversion, "onError": None}
        case _:
            return conversion


def _conversion_back(at: str, known: str, to: str) -> Any:  # noqa: ANN401 JSValue
    """For what `keeps_all`; what cannot have come from there stays as it is."""
    if to.endswith("[]"):
        has_one = {"$cond": [{"$isArray": at}, {"$eq": [{"$size": at}, 1]}, False]}
        return {"$cond": [has_one, {"$arrayElemAt": [at, 0]}, at]}
    if known == "boolean" and to == "string":
        return {"$switch": {"branches": [{"case": {"$eq": [at, text]}, "then": text == "true"} for text in ("true", "false")], "default": at}}  # fmt: skip
    return {"$convert": {"input": at, "to": _TARGETS.get(known, "string"), "onError": at}}


def _types(to_type: str) -> str | list[str]:
    return ["int", "long"] if to_type == "int" else _STORED[to_type]


def _converted(before: Validation, path: FieldPath, to: str, change: changes.ConvertField) -> dict[str, Any]:
    """The validator with the field's new type; where values may stay behind, their old type stays allowed."""
    rule, old = rule_of(before), property_at(before.rule, path)
    if old is None:
        return rule
    stated = old.get("bsonType", [])
    earlier = [stated] if isinstance(stated, str) else list(stated)
    also = earlier if change.on_error == "keep" else [item for item in earlier if item == "null"]
    if change.on_error == "null":
        also = ["null"]
    item = to.removesuffix("[]")
    made: str | list[str] = "array" if to.endswith("[]") else (["int", "long"] if to == "long" else _types(to))
    kinds = list(dict.fromkeys([*([made] if isinstance(made, str) else made), *also]))
    # What limits text (enum, pattern, lengths) or numbers means nothing for the new type.
    kept: dict[str, Any] = {key: value for key, value in old.items() if key in {"title", "description"}}
    new: Mapping[str, Any] = {"bsonType": kinds[0] if len(kinds) == 1 else kinds, **kept}
    if to.endswith("[]"):
        new = {**new, "items": {"bsonType": _types(item)}}
    return with_property(rule, path, new, required=False)
