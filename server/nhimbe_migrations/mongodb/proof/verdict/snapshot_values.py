"""Values of a document, in canonical Extended JSON, as a person reads them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

__all__ = ["cut", "kind_of", "shown", "typed"]

_SHOWN = 60
_KINDS = {"$numberInt": "int", "$numberLong": "long", "$numberDouble": "double", "$oid": "ObjectId", "$date": "Date"}
_PLAIN = {type(None): "null", bool: "bool", str: "string", list: "array"}


def kind_of(value: Any) -> str:  # noqa: ANN401 canonical Extended JSON
    """Return the BSON type of a value, as people call it."""
    if not isinstance(value, dict):
        return _PLAIN.get(type(value), "number")
    wrapper = next((key for key in value if key.startswith("$")), None)
    return "object" if wrapper is None else _KINDS.get(wrapper, wrapper.removeprefix("$"))


def typed(value: Any, other: Any) -> str:  # noqa: ANN401 canonical Extended JSON
    return shown(value) if kind_of(value) == kind_of(other) else f"{shown(value)} ({kind_of(value)})"


def shown(value: Any) -> str:  # noqa: ANN401 canonical Extended JSON
    match value:
        case {"$numberInt": text} | {"$numberLong": text} | {"$numberDouble": text} | {"$oid": text}:
            return str(text)
        case {"$date": {"$numberLong": milliseconds}}:
            return _date(int(milliseconds))
        case _:
            return cut(json.dumps(value, ensure_ascii=False))


def _date(milliseconds: int) -> str:
    try:
        return (
            (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)).isoformat().replace("+00:00", "Z")
        )
    except OverflowError:
        return f"{milliseconds} ms"


def cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
