"""JSON schemas without what costs tokens and tells a model nothing."""

from __future__ import annotations

from typing import Any

__all__ = ["compact_input", "compact_output"]


def compact_input(schema: Any) -> Any:  # noqa: ANN401 JSON schema
    """Return an argument schema without titles and without `null` alternatives: an argument is given or left out."""
    match schema:
        case {"anyOf": [kept, {"type": "null"}], **rest}:
            return compact_input({**kept, **rest})
        case dict():
            return {
                key: compact_input(value)
                for key, value in schema.items()
                if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
            }
        case list():
            return [compact_input(item) for item in schema]
        case _:
            return schema


_DEPTH = 2
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
        types = [option["type"] for option in options if isinstance(option.get("type"), str)]
        objects = [option for option in options if "properties" in option]
        if len(types) != len(options) or len(objects) > 1:
            return {}
        return {**(objects[0] if objects else {}), "type": types}
    if schema.get("type") == "array":
        items = _value(schema.get("items", {}), definitions, depth)
        return {"type": "array", "items": items} if items else {"type": "array"}
    return {"type": schema["type"]} if isinstance(schema.get("type"), str) else {}
