"""Made-up values of a given type, or such as a `$jsonSchema` lets through, in canonical Extended JSON.

They follow from a number alone: the same run sees the same documents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["accepts", "value_for_schema", "value_for_type"]

_EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
_DAY_MS = 86_400_000
_INT_RANGE = 2**31
_TIME_MS = 29_407_250  # 08:10:07.250
_BSON_KINDS = {
    "string": "string",
    "bool": "boolean",
    "boolean": "boolean",
    "int": "int",
    "long": "long",
    "double": "double",
    "decimal": "decimal",
    "number": "number",
    "date": "Date",
    "objectId": "ObjectId",
    "object": "object",
    "array": "array",
    "null": "null",
}


def value_for_type(kind: str, name: str, turn: int) -> Any:  # noqa: ANN401, C901, PLR0912 one line a type
    """Return a value of `kind` (a field type, or a BSON type) for the field `name`; another `turn`, another value."""
    match kind if kind != "unknown" else _kind_by_name(name):
        case "string":
            return f"{name}{turn}@example.org" if "email" in name.lower() else f"{name} {turn}"
        case "int":
            return {"$numberInt": str(turn)}
        case "long":
            return {"$numberLong": str(5_000_000_000 + turn)}
        case "double":
            return {"$numberDouble": f"{turn}.5"}
        case "number":
            return {"$numberInt": str(turn)} if turn % 2 else {"$numberDouble": f"{turn}.5"}
        case "decimal":
            return {"$numberDecimal": f"{turn}.25"}
        case "boolean":
            return bool(turn % 2)
        case "Date":
            # A time of day too, to the millisecond: a date alone comes back from "2026-01-04", a time does not.
            return {"$date": {"$numberLong": str(_EPOCH_MS + turn * _DAY_MS + _TIME_MS)}}
        case "ObjectId":
            return {"$oid": f"{turn:024x}"}
        case "object":
            return {"note": f"{name} {turn}"}
        case "map":
            # A list by another name: what it holds is known by its own key too.
            return {
                f"{name}{turn + step}": {"id": f"{name}{turn + step}", "name": f"{name} {turn + step}"}
                for step in range(2)
            }
        case "null":
            return None
        case "array":
            return [f"{name} {turn}"]
        case "point":
            return {
                "type": "Point",
                "coordinates": [{"$numberDouble": f"{31 + turn / 100:.2f}"}, {"$numberDouble": "-17.5"}],
            }
        case "numeric string":
            # "042" is a number too, and does not come back from one.
            return f"{40 + turn:0{2 + turn % 2}}"
        case "decimal string":
            return f"{40 + turn}.50" if turn % 3 == 0 else value_for_type("numeric string", name, turn)
        case "date string":
            return f"2026-01-{1 + turn % 28:02d}T08:00:00.000Z"
        case "id string":
            return f"{turn:024x}"
        case "json string":
            return f'{{"note": "{turn}"}}'
        case _ if kind.endswith("[]"):
            return [value_for_type(kind[:-2], name, turn + step) for step in range(turn % 3)]
        case _:
            return f"{name} {turn}"


def value_for_schema(schema: Mapping[str, Any], name: str, turn: int) -> Any:  # noqa: ANN401 one line a kind
    """Return a value that `schema` (a part of a `$jsonSchema`) most likely accepts; patterns are not solved."""
    if isinstance(allowed := schema.get("enum"), list) and allowed:
        return allowed[turn % len(allowed)]
    kind = _kind(schema)
    match kind:
        case "object":
            properties = schema.get("properties")
            stated = properties if isinstance(properties, Mapping) else {}
            demanded = schema.get("required")
            # What is required and not described is of whatever type.
            others = [key for key in demanded if key not in stated] if isinstance(demanded, list) else []
            if not stated and not others:
                return {} if schema.get("additionalProperties") is False else value_for_type("object", name, turn)
            described = {
                key: value_for_schema(item, key, turn) for key, item in stated.items() if isinstance(item, Mapping)
            }
            return described | {str(key): value_for_type("unknown", str(key), turn) for key in others}
        case "array":
            items = schema.get("items")
            least = max(int(schema.get("minItems", 0)), 1)
            inner = items if isinstance(items, Mapping) else {"bsonType": "string"}
            return [value_for_schema(inner, name, turn + step) for step in range(least)]
        case "string":
            text = str(value_for_type("string", name, turn)).ljust(int(schema.get("minLength", 0)), "x")
            return text[-int(schema["maxLength"]) :] if "maxLength" in schema else text
        case "int" | "long" | "double" | "number" | "decimal":
            return _number(schema, kind, name, turn)
        case _:
            return value_for_type(kind, name, turn)


def _kind_by_name(name: str) -> str:
    """What a field of which only the name is known most likely holds, by the conventions of MongoDB migrations."""
    if re.search(r"(?:[a-z]At|Date)$|^date", name):
        return "Date"
    if re.fullmatch(r"(?i)lat|lng|lon|latitude|longitude", name):
        return "double"
    if re.match(r"(?:is|has|can)[A-Z]", name):
        return "boolean"
    return "int" if re.search(r"(?:[a-z]Count|Total)$|^(?:count|total|capacity)", name) else "string"


def _kind(schema: Mapping[str, Any]) -> str:
    stated = schema.get("bsonType", schema.get("type"))
    kinds = stated if isinstance(stated, list) else [stated]
    first = next((str(kind) for kind in kinds if kind != "null"), "null" if "null" in kinds else "")
    if first in {"", "None"}:
        return "object" if "properties" in schema else "array" if "items" in schema else "string"
    return _BSON_KINDS.get(first, "string")


def _number(schema: Mapping[str, Any], kind: str, name: str, turn: int) -> Any:  # noqa: ANN401 canonical Extended JSON
    least, most = schema.get("minimum"), schema.get("maximum")
    if not isinstance(least, int | float) and not isinstance(most, int | float):
        return value_for_type(kind, name, turn)
    low = float(least) if isinstance(least, int | float) else float(most or 0) - 10
    high = float(most) if isinstance(most, int | float) else low + 10
    whole = int(low) + turn % (int(high - low) + 1)
    wrapper = {"long": "$numberLong", "double": "$numberDouble", "decimal": "$numberDecimal"}.get(kind, "$numberInt")
    return {wrapper: str(whole)}


def accepts(schema: Mapping[str, Any], value: Any) -> bool:  # noqa: ANN401, C901 one line a kind
    """Whether a part of a `$jsonSchema` most likely lets `value` through: its type and its list of values are looked at."""
    if isinstance(allowed := schema.get("enum"), list):
        return value in allowed
    stated = schema.get("bsonType", schema.get("type"))
    kinds = {str(kind) for kind in (stated if isinstance(stated, list) else [stated])}
    if kinds == {"None"}:
        return True
    match value:
        case None:
            return "null" in kinds
        case bool():
            return bool(kinds & {"bool", "boolean"})
        case str():
            return "string" in kinds
        case int() | float():
            # A number of JavaScript: the driver sends a whole one that fits as an int, and every other as a double.
            is_int = float(value).is_integer() and abs(value + 0.5) < _INT_RANGE
            return bool(kinds & {"number", "int" if is_int else "double"})
        case list():
            return "array" in kinds
        case {"$date": _}:
            return "date" in kinds
        case {"$oid": _}:
            return "objectId" in kinds
        case {"$numberInt": _} | {"$numberLong": _} | {"$numberDouble": _} | {"$numberDecimal": _}:
            return bool(kinds & {"number", next(iter(value)).removeprefix("$number").lower()})
        case _:
            return "object" in kinds
