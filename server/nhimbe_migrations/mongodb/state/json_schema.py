"""`$jsonSchema` validators: made from fields, and carried along when a field is added, renamed, removed or converted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nhimbe_migrations.changes.field_paths import FieldPath
from nhimbe_migrations.changes.mongodb import FieldSpec
from nhimbe_migrations.mongodb.code.values import Dynamic

__all__ = [
    "adaptable",
    "closed",
    "is_required",
    "names_field",
    "property_at",
    "property_for",
    "related",
    "schema_for",
    "with_property",
    "with_renamed",
    "without_property",
]

_BSON: Mapping[str, Any] = {
    "string": "string",
    "number": "number",
    "int": ["int", "long"],
    "boolean": "bool",
    "Date": "date",
    "ObjectId": "objectId",
    "object": "object",
    "long": ["int", "long"],
    "decimal": "decimal",
}
"""`number` is an alias of MongoDB for int, long, double and decimal: the driver writes 1 as int and 1.5 as double."""


def schema_for(fields: Sequence[FieldSpec]) -> dict[str, Any]:
    """Return the validator that holds `fields`; other fields stay allowed."""
    schema: dict[str, Any] = {"bsonType": "object"}
    required = [field.name for field in fields if field.required]
    if required:
        schema["required"] = required
    schema["properties"] = {field.name: property_for(field) for field in fields}
    return {"$jsonSchema": schema}


def property_for(field: FieldSpec, *, also: Sequence[str] = ()) -> dict[str, Any]:
    """Return the schema of one field; `also` are further bson types that it may have."""
    item = field.type.removesuffix("[]")
    kinds = [*(["array"] if field.type.endswith("[]") else _kinds(item)), *also]
    kinds += ["null"] if field.nullable and "null" not in kinds else []
    schema: dict[str, Any] = {"bsonType": kinds[0] if len(kinds) == 1 else kinds}
    values: list[str | None] = list(field.enum)
    if field.type.endswith("[]"):
        schema["items"] = {"bsonType": _BSON[item]} | ({"enum": values} if values else {})
    elif values:
        # An enum is a limit of its own: it must name null too, or null stays out.
        schema["enum"] = [*values, None] if field.nullable else values
    if field.description:
        schema["description"] = field.description
    return schema


def names_field(rule: Mapping[str, Any] | Dynamic, path: FieldPath) -> bool:
    """Whether a validator speaks of the field at `path`, in its `$jsonSchema` or in a condition."""
    if isinstance(rule, Dynamic):
        return True
    holder = _holder(rule, path)
    if holder is not None and (path.leaf in _properties(holder) or path.leaf in _required(holder)):
        return True
    return _outside(rule, path)


def adaptable(rule: Mapping[str, Any] | Dynamic, path: FieldPath) -> bool:
    """Whether the field occurs only where it can be carried along: `properties` and `required` of the `$jsonSchema`."""
    if isinstance(rule, Dynamic):
        return False
    return isinstance(rule.get("$jsonSchema"), Mapping) and not _outside(rule, path)


def _outside(rule: Mapping[str, Any], path: FieldPath) -> bool:
    """Whether the field is spoken of elsewhere than in `properties` and `required`."""
    schema = rule.get("$jsonSchema")
    rest = {key: value for key, value in schema.items() if key not in _CARRIED} if isinstance(schema, Mapping) else {}
    if _mentions({key: value for key, value in rule.items() if key != "$jsonSchema"}, path.dotted):
        return True
    if _mentions(rest, path.dotted):
        return True
    holder = _holder(rule, path) if path.nested else None
    return holder is not None and _mentions(
        {k: v for k, v in holder.items() if k not in {*_CARRIED, "bsonType", "type", "title", "description"}}, path.leaf
    )


_CARRIED = frozenset({"properties", "required"})


def closed(rule: Mapping[str, Any] | Dynamic, path: FieldPath) -> bool:
    """Whether fields that the schema does not name are refused where `path` stands."""
    schema = None if isinstance(rule, Dynamic) else _holder(rule, path)
    return isinstance(schema, Mapping) and schema.get("additionalProperties") is False


def property_at(rule: Mapping[str, Any] | Dynamic, path: FieldPath) -> Mapping[str, Any] | None:
    """What the `$jsonSchema` says of the field at `path`, or of its elements where the path ends in them."""
    holder = None if isinstance(rule, Dynamic) else _holder(rule, path)
    stated = _properties(holder).get(path.leaf) if holder is not None else None
    if path.segments[-1][1] and isinstance(stated, Mapping):
        stated = stated.get("items")
    return stated if isinstance(stated, Mapping) else None


def is_required(rule: Mapping[str, Any] | Dynamic, path: FieldPath) -> bool:
    holder = None if isinstance(rule, Dynamic) else _holder(rule, path)
    return holder is not None and path.leaf in _required(holder)


def with_property(
    rule: Mapping[str, Any], path: FieldPath, schema: Mapping[str, Any], *, required: bool
) -> dict[str, Any]:
    """The rule with what `schema` says of the field; unchanged where it does not describe what holds the field."""

    def changed(old: Mapping[str, Any]) -> dict[str, Any]:
        names = [*_required(old), path.leaf] if required and path.leaf not in _required(old) else _required(old)
        stated = _properties(old).get(path.leaf)
        new = {**stated, "items": schema} if path.segments[-1][1] and isinstance(stated, Mapping) else schema
        return _rebuilt(old, {**_properties(old), path.leaf: new}, names)

    return _at_holder(rule, path, changed)


def without_property(rule: Mapping[str, Any], path: FieldPath) -> dict[str, Any]:
    def changed(old: Mapping[str, Any]) -> dict[str, Any]:
        properties = {key: value for key, value in _properties(old).items() if key != path.leaf}
        return _rebuilt(old, properties, [item for item in _required(old) if item != path.leaf])

    return _at_holder(rule, path, changed)


def with_renamed(rule: Mapping[str, Any], path: FieldPath, to: FieldPath) -> dict[str, Any]:
    """The rule in which the field is called otherwise; one that moves takes along what is said of it."""
    if path.parents != to.parents:
        stated = property_at(rule, path)
        moved = without_property(rule, path)
        return moved if stated is None else with_property(moved, to, stated, required=False)

    def changed(old: Mapping[str, Any]) -> dict[str, Any]:
        properties = {to.leaf if key == path.leaf else key: value for key, value in _properties(old).items()}
        return _rebuilt(old, properties, [to.leaf if item == path.leaf else item for item in _required(old)])

    return _at_holder(rule, path, changed)


def _holder(rule: Mapping[str, Any], path: FieldPath) -> Mapping[str, Any] | None:
    """The part of the `$jsonSchema` that describes the object in which the field stands; None where it describes none."""
    at = rule.get("$jsonSchema")
    for name, is_list in path.parents:
        at = _properties(at).get(name) if isinstance(at, Mapping) else None
        at = at.get("items") if is_list and isinstance(at, Mapping) else at
    return at if isinstance(at, Mapping) else None


def _at_holder(
    rule: Mapping[str, Any], path: FieldPath, change: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    def down(at: Any, parents: tuple[tuple[str, bool], ...]) -> Any:  # noqa: ANN401 a part of a $jsonSchema
        if not isinstance(at, Mapping):
            return at
        if not parents:
            # An object of which nothing is said, but that it is one, goes on being that.
            described = not path.parents or "properties" in at or "required" in at
            return change(at) if described else at
        (name, is_list), *rest = parents
        inner = _properties(at).get(name)
        if not isinstance(inner, Mapping):
            return at
        new = (
            {**inner, "items": down(inner.get("items"), tuple(rest))}
            if is_list and "items" in inner
            else inner
            if is_list
            else down(inner, tuple(rest))
        )
        return {**at, "properties": {**_properties(at), name: new}}

    return {**rule, "$jsonSchema": down(rule.get("$jsonSchema"), path.parents)}


def _rebuilt(old: Mapping[str, Any], properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    schema = dict(old)
    # An empty `required` is refused by the server.
    if required:
        schema["required"] = required
    else:
        schema.pop("required", None)
    if properties or "properties" in schema:
        schema["properties"] = properties
    return schema


def _kinds(item: str) -> list[str]:
    kinds = _BSON[item]
    return list(kinds) if isinstance(kinds, list) else [kinds]


def _properties(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = schema.get("properties")
    return dict(properties) if isinstance(properties, Mapping) else {}


def _required(schema: Mapping[str, Any]) -> list[str]:
    required = schema.get("required")
    return list(required) if isinstance(required, list) else []


def _mentions(value: Any, dotted: str) -> bool:  # noqa: ANN401 JSON
    match value:
        case Dynamic():
            return True
        case {**fields}:
            return any(related(str(key), dotted) or _mentions(item, dotted) for key, item in fields.items())
        case str():
            return related(value.removeprefix("$"), dotted)
        case [*items]:
            return any(_mentions(item, dotted) for item in items)
        case _:
            return False


def related(one: str, other: str) -> bool:
    """Whether two dotted paths are the same, or one leads through the other."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")
