"""`$jsonSchema` validators: made from fields, and carried along when a field is added, renamed, removed or converted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nhimbe_migrations.changes.mongodb import FieldSpec
from nhimbe_migrations.mongodb.code.values import Dynamic

__all__ = [
    "adaptable",
    "closed",
    "names_field",
    "property_for",
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


def names_field(rule: Mapping[str, Any] | Dynamic, field: str) -> bool:
    """Whether a validator speaks of the top-level `field`, in its `$jsonSchema` or in a condition."""
    if isinstance(rule, Dynamic):
        return True
    schema = rule.get("$jsonSchema")
    if isinstance(schema, Mapping) and (field in _properties(schema) or field in _required(schema)):
        return True
    return _mentions({key: value for key, value in rule.items() if key != "$jsonSchema"}, field) or (
        isinstance(schema, Mapping)
        and _mentions({k: v for k, v in schema.items() if k not in {"properties", "required"}}, field)
    )


def adaptable(rule: Mapping[str, Any] | Dynamic, field: str) -> bool:
    """Whether `field` occurs only where it can be carried along: `properties` and `required` of the `$jsonSchema`."""
    if isinstance(rule, Dynamic):
        return False
    schema = rule.get("$jsonSchema")
    if not isinstance(schema, Mapping):
        return False
    rest = {key: value for key, value in schema.items() if key not in {"properties", "required"}}
    outside = {key: value for key, value in rule.items() if key != "$jsonSchema"}
    return not (_mentions(rest, field) or _mentions(outside, field))


def closed(rule: Mapping[str, Any] | Dynamic) -> bool:
    """Whether fields that the schema does not name are refused."""
    schema = None if isinstance(rule, Dynamic) else rule.get("$jsonSchema")
    return isinstance(schema, Mapping) and schema.get("additionalProperties") is False


def with_property(rule: Mapping[str, Any], name: str, schema: Mapping[str, Any], *, required: bool) -> dict[str, Any]:
    old = rule["$jsonSchema"]
    names = [*_required(old), name] if required and name not in _required(old) else _required(old)
    return _rebuilt(rule, {**_properties(old), name: schema}, names)


def without_property(rule: Mapping[str, Any], name: str) -> dict[str, Any]:
    old = rule["$jsonSchema"]
    properties = {key: value for key, value in _properties(old).items() if key != name}
    return _rebuilt(rule, properties, [item for item in _required(old) if item != name])


def with_renamed(rule: Mapping[str, Any], name: str, to: str) -> dict[str, Any]:
    old = rule["$jsonSchema"]
    properties = {to if key == name else key: value for key, value in _properties(old).items()}
    return _rebuilt(rule, properties, [to if item == name else item for item in _required(old)])


def _rebuilt(rule: Mapping[str, Any], properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    schema = dict(rule["$jsonSchema"])
    # An empty `required` is refused by the server.
    if required:
        schema["required"] = required
    else:
        schema.pop("required", None)
    if properties or "properties" in schema:
        schema["properties"] = properties
    return {**rule, "$jsonSchema": schema}


def _kinds(item: str) -> list[str]:
    kinds = _BSON[item]
    return list(kinds) if isinstance(kinds, list) else [kinds]


def _properties(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = schema.get("properties")
    return dict(properties) if isinstance(properties, Mapping) else {}


def _required(schema: Mapping[str, Any]) -> list[str]:
    required = schema.get("required")
    return list(required) if isinstance(required, list) else []


def _mentions(value: Any, field: str) -> bool:  # noqa: ANN401 JSON
    match value:
        case Dynamic():
            return True
        case {**fields}:
            return any(str(key).split(".")[0] == field or _mentions(item, field) for key, item in fields.items())
        case str():
            return value == field or value.removeprefix("$").split(".")[0] == field
        case [*items]:
            return any(_mentions(item, field) for item in items)
        case _:
            return False
