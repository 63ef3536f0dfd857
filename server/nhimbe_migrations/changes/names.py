"""What MongoDB and JavaScript allow as a name or a value; each check returns what it was given, or says why not.

Names that a server would take but JavaScript would bend are refused here, since a migration is JavaScript:
`__proto__` in an object literal sets the prototype, and whole-number keys jump to the front of an object.
"""

from __future__ import annotations

import math
import re
from typing import Any

__all__ = [
    "WRAPPERS",
    "collection_name",
    "field_name",
    "index_keys",
    "index_name",
    "plain_value",
    "prose",
]

WRAPPERS = {
    "$date": re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?"),
    "$oid": re.compile(r"[0-9a-fA-F]{24}"),
    "$numberInt": re.compile(r"-?\d{1,10}"),
    "$numberLong": re.compile(r"-?\d{1,19}"),
    "$numberDouble": re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "$numberDecimal": re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?"),
}
"""Extended JSON that stands for one BSON value, with the strings it takes (mongodb.com, Extended JSON v2)."""

MOST_LEVELS = 95
"""MongoDB's own limit for documents is 100 levels (mongodb.com, Limits); an update puts a few around them."""

MOST_BYTES = 120
"""Of a collection name: the namespace (database, dot, collection) ends at 255 bytes, on older servers at 120."""


def collection_name(name: str) -> str:
    _written(name)
    if "$" in name or name.startswith(("system.", ".")) or name.endswith("."):
        msg = f"{name!r} is not a collection name: no '$', no 'system.' in front, no dot at either end"
        raise ValueError(msg)
    if len(name.encode()) > MOST_BYTES:
        msg = f"a collection name has at most {MOST_BYTES} bytes"
        raise ValueError(msg)
    return name


def field_name(name: str) -> str:
    """A field at the top of a document."""
    _written(name)
    if name.startswith("$"):
        msg = f"{name!r} would be read as an operator; a field name does not begin with '$'"
        raise ValueError(msg)
    if "." in name:
        msg = f"{name!r} is a path; only fields at the top of a document are changed here, use `run` for nested ones"
        raise ValueError(msg)
    return _safe_key(name)


def index_name(name: str) -> str:
    _written(name)
    if name in {"_id_", "*"}:
        msg = f"{name!r} belongs to MongoDB"
        raise ValueError(msg)
    return name


def index_keys(keys: dict[str, Any]) -> dict[str, Any]:
    if not keys:
        msg = "an index has at least one field"
        raise ValueError(msg)
    for key in keys:
        _written(key)
        for part in key.split("."):
            if not part or (part.startswith("$") and part != "$**"):
                msg = f"{key!r} is not a path of fields"
                raise ValueError(msg)
            _safe_key(part)
    if len(keys) > 1 and any(key.isdecimal() for key in keys):
        msg = "a field named by a whole number would change its place among the keys; use `run`"
        raise ValueError(msg)
    return keys


def prose(text: str) -> str:
    """Any text that a file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        msg = "half of a surrogate pair cannot be written to a file"
        raise ValueError(msg) from None
    return text


def plain_value(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 JSON
    """A JSON value that arrives in MongoDB as what it says; Extended JSON for dates, ids and exact numbers."""
    if depth > MOST_LEVELS:
        msg = f"a document nests at most {MOST_LEVELS} levels deep"
        raise ValueError(msg)
    match value:
        case str():
            return prose(value)
        case bool() | None:
            return value
        case int():
            if abs(value) > 2**53 - 1:
                msg = f'{value} is beyond what a JavaScript number holds; write {{"$numberLong": "{value}"}}'
                raise ValueError(msg)
            return value
        case float():
            if not math.isfinite(value):
                msg = "a number is finite"
                raise ValueError(msg)
            return value
        case list():
            return [plain_value(item, depth + 1) for item in value]
        case dict():
            return _plain_object(value, depth)
        case _:
            pass
    msg = f"{type(value).__name__} is no JSON value"
    raise ValueError(msg)


def _plain_object(value: dict[str, Any], depth: int) -> dict[str, Any]:
    for wrapper, pattern in WRAPPERS.items():
        if wrapper in value:
            inner = value[wrapper]
            if len(value) != 1 or not isinstance(inner, str) or not pattern.fullmatch(inner):
                msg = f"{value!r} is not how Extended JSON writes {wrapper}"
                raise ValueError(msg)
            _in_range(wrapper, inner)
            return value
    for key in value:
        prose(key)
        if "\0" in key:
            msg = f"{key!r} holds a NUL"
            raise ValueError(msg)
        _safe_key(key)
    return {key: plain_value(item, depth + 1) for key, item in value.items()}


def _in_range(wrapper: str, inner: str) -> None:
    from datetime import datetime

    bits = {"$numberInt": 32, "$numberLong": 64}.get(wrapper)
    if bits and not -(2 ** (bits - 1)) <= int(inner) < 2 ** (bits - 1):
        msg = f"{inner} does not fit {bits} bits"
        raise ValueError(msg)
    if wrapper == "$date":
        try:
            datetime.fromisoformat(inner)
        except ValueError:
            msg = f"{inner!r} is no date of the calendar"
            raise ValueError(msg) from None


def _written(name: str) -> None:
    prose(name)
    if not name or "\0" in name:
        msg = "a name must not be empty or contain NUL"
        raise ValueError(msg)


def _safe_key(name: str) -> str:
    if name == "__proto__":
        msg = "'__proto__' in an object literal would set its prototype, not a field"
        raise ValueError(msg)
    return name
