"""JSON schemas without what costs tokens and tells a model nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["brief_input", "compact_input", "compact_output"]


def compact_input(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a tool's arguments as a model needs it: names, types, choices and one line each.

    Titles go, bounds, and `null` alternatives and defaults that say "left out"; of an object in an argument the line
    says the fields. What the arguments may be is checked by the models behind it, whatever is left out here.
    """
    definitions = schema.get("$defs", {})
    plain = {key: value for key, value in schema.items() if key != "$defs"}
    return dict(_plain(plain, definitions))


def brief_input(schema: dict[str, Any], names: Sequence[str]) -> None:
    """Leave only the type of the arguments `names`, which another tool describes; a text needs not even that."""
    undescribed = (name for name, value in schema["properties"].items() if "description" not in value)
    for name in dict.fromkeys((*names, *undescribed)):
        kind = schema["properties"][name].get("type")
        schema["properties"][name] = {} if kind in {None, "string"} else {"type": kind}


def _plain(schema: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 JSON schema
    match schema:
        case {"anyOf": [kept, {"type": "null"}], **rest}:
            return _plain({**kept, **rest}, definitions)
        case {"$ref": str(reference)}:
            return {"type": definitions[reference.rpartition("/")[2]]["type"]}
        case dict():
            return {key: _plain(value, definitions) for key, value in schema.items() if _is_told(key, value)}
        case list():
            return [_plain(item, definitions) for item in schema]
        case _:
            return schema


def _is_told(key: str, value: object) -> bool:
    match key, value:
        case ("title", str()) | ("minimum" | "maximum", int()) | ("default", None):
            return False
        case _:
            return not (key == "default" and value is False)


_DEPTH = 1
"""Levels of objects below the result that are spelt out: what a file or a finding has, not what a verdict's part has."""


def compact_output(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a result schema that says which fields there are, and of which type, a few levels deep.

    A result that the whole schema takes, this one takes. Descriptions are left out: the text beside the result says what
    a field means, and twelve tools repeat most of them.
    """
    return _named(schema, schema.get("$defs", {}), _DEPTH)


def _named(schema: dict[str, Any], definitions: dict[str, Any], depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object"}
    if depth < 0 or "properties" not in schema:
        return found
    found["properties"] = {name: _value(item, definitions, depth) for name, item in schema["properties"].items()}
    if depth == _DEPTH and "required" in schema:
        found["required"] = schema["required"]
    return found


def _value(schema: dict[str, Any], definitions: dict[str, Any], depth: int) -> dict[str, Any]:
    if "$ref" in schema:
        return _named(definitions[schema["$ref"].rpartition("/")[2]], definitions, depth - 1)
    if "anyOf" in schema:
        options = [_value(item, definitions, depth) for item in schema["anyOf"]]
        objects = [option for option in options if "properties" in option]
        if len(objects) > 1:
            return {}
        # What may be null may be anything, but for its fields: a type with two names costs more than it tells.
        return {"properties": objects[0]["properties"]} if objects else {}
    if schema.get("type") == "array":
        items = _value(schema.get("items", {}), definitions, depth)
        return {"type": "array", "items": items} if "properties" in items else {"type": "array"}
    return {"type": schema["type"]} if isinstance(schema.get("type"), str) else {}
