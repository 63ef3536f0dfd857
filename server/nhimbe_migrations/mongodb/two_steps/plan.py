"""Plan one of the two steps: `expand` puts the new name beside the old one, `contract` takes the old one away.

MongoDB has no triggers, so what keeps both names alike while old and new code run is the code that knows both, and
`expand` itself, which may run again: where the two differ, code that knows the old name alone wrote last, and its value
counts. The validator meanwhile takes documents with either name, and each index has a twin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.changes.field_paths import FieldPath
from nhimbe_migrations.changes.shapes import AddMember, FieldShape, RemoveMember, ShapeChange
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.mongodb.code.values import code
from nhimbe_migrations.mongodb.plan import rules
from nhimbe_migrations.mongodb.plan.field_indexes import indexes_naming, renamed_index
from nhimbe_migrations.mongodb.plan.fields import knows, rule_of
from nhimbe_migrations.mongodb.plan.plan import Plan
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
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Index, Validation
from nhimbe_migrations.mongodb.state.json_schema import (
    adaptable,
    is_required,
    names_field,
    property_at,
    property_for,
    with_property,
    without_property,
)
from nhimbe_migrations.mongodb.two_steps.wanted import FieldChange, read_wanted

__all__ = ["plan_step"]

_TWIN = "_expand"
"""Behind the name of a unique index's twin, which lets documents without the new name be."""


def plan_step(wanted: Sequence[changes.Change], collections: Collections, step: Literal["expand", "contract"]) -> Plan:
    """Return how `step` of what is wanted in the end is written.

    Raises:
        ArgumentError: `wanted` is something else than fields that change their name.
        RefusedError: `contract` before `expand`.
    """
    planned: list[Planned] = []
    for change in read_wanted(wanted):
        planned.append((_expand if step == "expand" else _contract)(change, collections))
        collections = planned[-1].collections
    return Plan(
        steps=tuple(item.step for item in planned),
        findings=tuple(finding for item in planned for finding in item.findings),
        shapes=tuple(shape for item in planned for shape in item.shapes),
        irreversible=(),
        taken_as_new=tuple(new for item in planned for new in item.taken_as_new),
        collections=collections,
    )


def _expand(change: FieldChange, collections: Collections) -> Planned:
    collection = collections.known(change.collection)
    old, new = FieldPath.of(change.old), FieldPath.of(change.new)
    findings = [*rules.unknown(change.collection, collections)]
    if knows(collection, new):
        findings.append(
            rules.FIELD_EXISTS.finding(f"Documents of {change.collection!r} may already have {change.new!r}.")
        )
    before, after = collection.validation, collection.validation
    if before is not None and names_field(before.rule, old):
        if adaptable(before.rule, old):
            after = replace(before, rule=_with_both(before, change))
        else:
            findings.append(rules.unreadable_validator(change.collection, before))
    named, unread = indexes_naming(collection, change.old)
    twins = [twin for index in named if (twin := _twin(change, index)) is not None]
    alike = {change.old: {"$exists": True}, "$expr": {"$ne": [f"${change.new}", change.value(collection)]}}
    values = {
        "collection": change.collection,
        "old": change.old,
        "new": change.new,
        "differing": code(alike),
        "copy": code([{"$set": {change.new: change.value(collection)}}]),
        "written": code({change.new: {"$exists": True}}),
        "unset": code({"$unset": {change.new: ""}}),
        "twins": [index_code(index) for index in twins],
        **validators_code(before, after),
    }
    moved = replace(collection, validation=after).with_fields({change.new: _type(change, collection)})
    for index in twins:
        moved = moved.with_index(index)
    return Planned(
        Step(
            "mongodb/two_steps/expand",
            values,
            imports=validation_imports(before if after is not before else None, twins),
        ),
        collections.put(moved),
        (AddMember(change.collection, FieldShape(change.new, _type(change, collection)), "mongodb"),),  # type: ignore[arg-type]
        (*findings, *unread),
        taken_as_new=(AssumedNewField(change.collection, change.new),),
    )


def _contract(change: FieldChange, collections: Collections) -> Planned:
    collection = collections.known(change.collection)
    old, new = FieldPath.of(change.old), FieldPath.of(change.new)
    if not knows(collection, new):
        raise RefusedError(
            f"No migration puts {change.new} beside {change.old} in {change.collection}.",
            why="contract is the last step; expand comes first.",
            way_out="Draft with strategy expand, deploy the code that knows the new name, then contract.",
        )
    backup = backup_name(change.collection, old)
    findings = [*rules.taken(backup, collections)]
    before, after = collection.validation, collection.validation
    required = before is not None and _either(change) in _all_of(rule_of(before))
    if before is not None and (required or names_field(before.rule, old)):
        rule = _without_either(rule_of(before), change)
        if adaptable(rule, old):
            rule = without_property(rule, old)
            stated = property_at(rule, new)
            if required and stated is not None:
                rule = with_property(rule, new, stated, required=True)
            after = replace(before, rule=rule)
        else:
            findings.append(rules.unreadable_validator(change.collection, before))
    named, unread = indexes_naming(collection, change.old)
    final = [_final(change, index) for index in named]
    twins = [item for item in collection.indexes.values() if item.name in {f"{index.name}{_TWIN}" for index in final}]
    missing = [index for index in final if index.name not in collection.indexes]
    kept = {change.old: 1, "filled": {"$eq": [{"$type": f"${change.new}"}, "missing"]}}
    back = {change.old: f"$$new.{change.old}", change.new: {"$cond": ["$$new.filled", "$$REMOVE", f"${change.new}"]}}
    values = {
        "collection": change.collection,
        "old": change.old,
        "backup": backup,
        "present": code({change.old: {"$exists": True}}),
        "kept": code(kept),
        "only_old": code({change.old: {"$exists": True}, change.new: {"$exists": False}}),
        "copy": code([{"$set": {change.new: change.value(collection)}}]),
        "unset": code({"$unset": {change.old: ""}}),
        "put_back": code([{"$set": back}]),
        "dropped": [index_code(index) for index in (*named, *twins)],
        # A new one before an old one goes, so that no query is without; of text indexes a collection has one.
        "made": [index_code(index) for index in missing if not _is_text(index)],
        "made_last": [index_code(index) for index in missing if _is_text(index)],
        **validators_code(before, after),
    }
    moved = replace(collection, validation=after).without_field(change.old)
    for index in (*named, *twins):
        moved = moved.without_index(index.name)
    for index in missing:
        moved = moved.with_index(index)
    shapes: list[ShapeChange] = [RemoveMember(change.collection, change.old, "mongodb")]
    if required:
        shape = FieldShape(change.new, collection.fields.get(change.new, "unknown"), nullable=False)  # type: ignore[arg-type]
        shapes += [
            RemoveMember(change.collection, change.new, "mongodb"),
            AddMember(change.collection, shape, "mongodb"),
        ]
    imports = validation_imports(before if after is not before else None, [*named, *twins, *missing])
    return Planned(
        Step("mongodb/two_steps/contract", values, imports=imports),
        kept_aside(collections, backup).put(moved),
        tuple(shapes),
        (*findings, *unread),
    )


def _type(change: FieldChange, collection: Collection) -> str:
    return change.to_type or collection.fields.get(change.old, "unknown")


def _either(change: FieldChange) -> dict[str, Any]:
    """What stands in for `required` while a writer may know either name."""
    return {"anyOf": [{"required": [change.old]}, {"required": [change.new]}]}


def _all_of(rule: Mapping[str, Any]) -> list[Any]:
    schema = rule.get("$jsonSchema")
    clauses = schema.get("allOf") if isinstance(schema, Mapping) else None
    return list(clauses) if isinstance(clauses, list) else []


def _with_both(before: Validation, change: FieldChange) -> dict[str, Any]:
    rule = rule_of(before)
    old, new = FieldPath.of(change.old), FieldPath.of(change.new)
    stated: Mapping[str, Any] | None = property_at(rule, old)
    required = is_required(rule, old)
    if change.to_type is not None:
        spec = changes.FieldSpec.model_validate({
            "name": change.new, "type": change.to_type, "nullable": change.on_error == "null",
        })  # fmt: skip
        kinds = stated.get("bsonType", []) if stated is not None else []
        also = ([kinds] if isinstance(kinds, str) else list(kinds)) if change.on_error == "keep" else []
        stated = property_for(spec, also=[kind for kind in also if kind != "null"])
    if stated is not None:
        rule = with_property(rule, new, stated, required=False)
    if not required:
        return rule
    own = property_at(rule, old)
    rule = without_property(rule, old)
    if own is not None:
        rule = with_property(rule, old, own, required=False)
    return _with_clauses(rule, [*_all_of(rule), _either(change)])


def _without_either(rule: dict[str, Any], change: FieldChange) -> dict[str, Any]:
    return _with_clauses(rule, [clause for clause in _all_of(rule) if clause != _either(change)])


def _with_clauses(rule: dict[str, Any], clauses: list[Any]) -> dict[str, Any]:
    schema = {key: value for key, value in rule["$jsonSchema"].items() if key != "allOf"}
    return {**rule, "$jsonSchema": {**schema, **({"allOf": clauses} if clauses else {})}}


def _final(change: FieldChange, index: Index) -> Index:
    return renamed_index(change.collection, index, change.old, change.new)


def _twin(change: FieldChange, index: Index) -> Index | None:
    """The same index on the new name; None for a text index, of which a collection has one."""
    if _is_text(index):
        return None
    final = _final(change, index)
    if not index.unique:
        return final
    # Documents that only old code wrote have no value there, and two of those are no duplicates.
    partial = {**final.options.get("partialFilterExpression", {}), change.new: {"$exists": True}}
    options = {key: value for key, value in final.options.items() if key != "sparse"}
    return replace(final, name=f"{final.name}{_TWIN}", options={**options, "partialFilterExpression": partial})


def _is_text(index: Index) -> bool:
    return "text" in index.keys.values()
