"""How fields are added, renamed and removed, with the validator and the indexes that name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.changes.field_paths import FieldPath, beside
from nhimbe_migrations.changes.shapes import AddMember, FieldShape, RemoveMember, RenameMember, ShapeChange
from nhimbe_migrations.mongodb.code.values import Constructed, code, from_json, value_imports
from nhimbe_migrations.mongodb.plan import paths, rules
from nhimbe_migrations.mongodb.plan.collections import unique_indexes
from nhimbe_migrations.mongodb.plan.field_indexes import indexes_naming, renamed_index
from nhimbe_migrations.mongodb.plan.step import (
    AssumedNewField,
    Planned,
    Step,
    backup_name,
    index_code,
    kept_aside,
    validation_imports,
    validators_code,
)
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Validation
from nhimbe_migrations.mongodb.state.json_schema import (
    adaptable,
    closed,
    names_field,
    property_at,
    property_for,
    with_property,
    with_renamed,
    without_property,
)

__all__ = ["add", "knows", "remove", "rename", "rule_of"]


def add(change: changes.AddField, collections: Collections) -> Planned:
    collection, field, path = collections.known(change.collection), change.field, change.path
    value = _filled(change)
    before = collection.validation
    findings, after = list(rules.unknown(change.collection, collections)), before
    if before is not None and before.schema is not None:
        rule = with_property(rule_of(before), path, property_for(field), required=field.required)
        after = replace(before, rule=rule) if rule != before.rule else before
    if knows(collection, path) and not change.backup:
        findings.append(
            rules.FIELD_EXISTS.finding(f"Documents of {change.collection!r} may already have {field.name!r}.")
        )
    indexes = unique_indexes(change.collection, (field,))
    missing = _both(paths.missing_filter(path), from_json(change.where or {}))
    exact = change.backup and path.in_lists
    values = {
        "collection": change.collection,
        "fill": _fill(path, value, computed=change.computed) if change.fills else "",
        "missing": code(missing),
        "present": code(paths.present_filter(path)),
        "unset": _unset(path),
        "field": path.dotted,
        "backup": change.backup,
        "kept": code({path.top: 1}) if exact else "{ _id: 1 }",
        "put_back": code([{"$set": paths.restored(path, exact=True)}]) if exact else "",
        "indexes": [index_code(index) for index in indexes],
        "closed": before is not None and closed(before.rule, path),
        **validators_code(before, after),
    }
    moved = collection.with_validation(after)
    if not path.nested:
        moved = moved.with_fields({field.name: field.type})
    for index in indexes:
        moved = moved.with_index(index)
    return Planned(
        Step("mongodb/add_field", values, imports=value_imports([value, missing]) | validation_imports(before, ())),
        kept_aside(collections, change.backup).put(moved),
        (AddMember(change.collection, replace(field.shape(), name=path.dotted), "mongodb"),),
        (*findings, *rules.taken(change.backup, collections)),
        taken_as_new=() if change.backup else (AssumedNewField(change.collection, path.text),),
    )


def _filled(change: changes.AddField) -> Any:  # noqa: ANN401 JSValue
    if change.literal:
        return _typed(from_json(change.value), change.field.type)
    return from_json(change.expression) if change.computed else None


def _fill(path: FieldPath, value: Any, *, computed: bool) -> str:  # noqa: ANN401 JSValue
    """The update that gives the field its value."""
    if not path.in_lists and not computed:
        return code({"$set": {path.dotted: value}})
    if not path.in_lists:
        return code([{"$set": {path.dotted: value}}])
    new = value if computed else {"$literal": value}
    return code(
        [{"$set": paths.computed(path, lambda at, _: {"$cond": [{"$eq": [{"$type": at}, "missing"]}, new, at]})}]
    )


def _unset(path: FieldPath) -> str:
    return code([{"$unset": path.dotted}]) if path.in_lists else code({"$unset": {path.dotted: ""}})


def _both(one: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """A filter that asks for both."""
    return {"$and": [one, dict(other)]} if set(one) & set(other) else {**one, **other}


def rename(change: changes.RenameField, collections: Collections) -> Planned:
    collection = collections.known(change.collection)
    path, to = FieldPath.of(change.field), FieldPath.of(change.to)
    findings = list(rules.unknown(change.collection, collections))
    if knows(collection, to):
        findings.append(
            rules.FIELD_EXISTS.finding(
                f"Documents of {change.collection!r} may already have {change.to!r}; those keep both fields, "
                "and down() would take the new one for the old one.",
            )
        )
    before, after = collection.validation, collection.validation
    if before is not None and names_field(before.rule, path):
        if adaptable(before.rule, path):
            after = replace(before, rule=with_renamed(rule_of(before), path, to))
        else:
            findings.append(rules.unreadable_validator(change.collection, before))
    old, unread = indexes_naming(collection, path.dotted)
    new = tuple(renamed_index(change.collection, index, path.dotted, to.dotted) for index in old)
    findings += unread
    made = [] if beside(path, to) else [name for name in reversed(to.ancestors) if name not in path.ancestors]
    values = {
        "collection": change.collection,
        "unmoved": code(_movable(path, to)),
        "move": _move(path, to),
        "moved": code(_movable(to, path)),
        "move_back": _move(to, path),
        "made": [{"empty": code({name: {}}), "unset": code({"$unset": {name: ""}})} for name in made],
        "old_indexes": [index_code(index) for index in old],
        "new_indexes": [index_code(index) for index in new],
        **validators_code(before, after),
    }
    moved = collection
    if not path.nested and not to.nested:
        moved = collection.renamed_field(change.field, change.to)
    elif not path.nested:
        moved = collection.without_field(change.field)
    elif not to.nested:
        moved = collection.with_fields({change.to: "unknown"})
    for index in old:
        moved = moved.without_index(index.name)
    for index in new:
        moved = moved.with_index(index)
    changed = before if after is not before else None
    return Planned(
        Step("mongodb/rename_field", values, imports=validation_imports(changed, old)),
        collections.put(replace(moved, validation=after)),
        tuple(_members(collection, path, to)),
        tuple(findings),
        taken_as_new=(AssumedNewField(change.collection, made[-1] if made else to.text),),
    )


def _members(collection: Collection, path: FieldPath, to: FieldPath) -> list[ShapeChange]:
    if beside(path, to):
        return [RenameMember(collection.name, path.dotted, to.dotted, "mongodb")]
    kind = collection.fields.get(path.dotted, "unknown") if not path.nested else "unknown"
    shape = FieldShape(to.dotted, kind)  # type: ignore[arg-type]
    return [RemoveMember(collection.name, path.dotted, "mongodb"), AddMember(collection.name, shape, "mongodb")]


def _movable(path: FieldPath, to: FieldPath) -> dict[str, Any]:
    """Documents in which the field can be moved: it is there, and the new name is free, with room for what is around it."""
    there = paths.present_filter(path)
    if path.in_lists:
        return there
    room = {} if beside(path, to) else {name: _ROOM for name in to.ancestors if name not in path.ancestors}
    return {**there, **room, to.dotted: {"$exists": False}}


_ROOM = {"$not": {"$type": ["array", "null", "string", "number", "bool", "date", "objectId", "binData"]}}


def _move(path: FieldPath, to: FieldPath) -> str:
    """`$rename` does not look into lists; there each element's keys are written anew, which keeps their order."""
    if not path.in_lists:
        return code({"$rename": {path.dotted: to.dotted}})
    holder = FieldPath(path.parents)

    def renamed(at: str, _: str) -> dict[str, Any]:
        key = {"$cond": [{"$eq": ["$$key.k", path.leaf]}, to.leaf, "$$key.k"]}
        keys = {"$map": {"input": {"$objectToArray": at}, "as": "key", "in": {"k": key, "v": "$$key.v"}}}
        free = {"$eq": [{"$type": f"{at}.{to.leaf}"}, "missing"]}
        return {"$cond": [{"$and": [{"$eq": [{"$type": at}, "object"]}, free]}, {"$arrayToObject": keys}, at]}

    return code([{"$set": paths.computed(holder, renamed)}])


def remove(change: changes.RemoveField, collections: Collections) -> Planned:
    collection, path = collections.known(change.collection), FieldPath.of(change.field)
    findings = list(rules.unknown(change.collection, collections))
    before, after = collection.validation, collection.validation
    if before is not None and names_field(before.rule, path):
        if adaptable(before.rule, path):
            after = replace(before, rule=without_property(rule_of(before), path))
        else:
            findings.append(rules.unreadable_validator(change.collection, before))
    dropped, unread = indexes_naming(collection, path.dotted)
    findings += [*unread, *rules.taken(change.backup, collections)]
    if not change.backup:
        findings.append(
            rules.REMOVE_FIELD.finding(
                f"{change.field!r} is removed from {change.collection!r}, and down() cannot bring its values back.",
                help=f"Name a `backup` ({backup_name(change.collection, path)}): "
                "up() copies the values there, down() puts them back.",
            )
        )
    values = {
        "collection": change.collection,
        "field": change.field,
        "backup": change.backup,
        "present": code(paths.present_filter(path)),
        "kept": code({path.top if path.in_lists else path.dotted: 1}),
        "kept_once": path.in_lists,
        "put_back": code([{"$set": paths.restored(path)}]) if path.nested else "",
        "unset": _unset(path),
        "indexes": [index_code(index) for index in dropped],
        **validators_code(before, after),
    }
    moved = collection if path.nested else collection.without_field(change.field)
    for index in dropped:
        moved = moved.without_index(index.name)
    changed = before if after is not before else None
    return Planned(
        Step("mongodb/remove_field", values, imports=validation_imports(changed, dropped)),
        kept_aside(collections, change.backup).put(replace(moved, validation=after)),
        (RemoveMember(change.collection, path.dotted, "mongodb"),),
        tuple(findings),
        () if change.backup else (f"the values of {change.collection}.{change.field}",),
    )


def _typed(value: Any, kind: str) -> Any:  # noqa: ANN401 JSValue
    """A plain string given for a date or an id is one."""
    if isinstance(value, str) and kind in {"Date", "ObjectId"}:
        return Constructed(kind, (value,))
    if isinstance(value, list) and kind == "ObjectId[]":
        return [_typed(item, "ObjectId") for item in value]
    if kind == "long" and isinstance(value, int):
        return Constructed("Long", (str(value),))
    return value


def knows(collection: Collection, path: FieldPath) -> bool:
    """Whether the history speaks of the field: its name at the top, or the whole path in a validator or an index."""
    if not path.nested:
        return collection.knows(path.text)
    indexed = any(
        f"{key}.".startswith(f"{path.dotted}.") for index in collection.indexes.values() for key in index.keys
    )
    rule = collection.validation.rule if collection.validation else {}
    return indexed or property_at(rule, path) is not None


def rule_of(validation: Validation) -> dict[str, Any]:
    """The validator as far as it can be read."""
    return dict(validation.rule) if isinstance(validation.rule, Mapping) else {}
