"""A document like another one, which shares with it only what it is told to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from nhimbe_migrations.mongodb.seed.conditions import put_at, take_away
from nhimbe_migrations.mongodb.seed.model import SeedCollection

__all__ = ["another", "apart", "has", "unique_keys", "value_at"]


def unique_keys(collection: SeedCollection) -> list[tuple[str, ...]]:
    """The keys that no two documents of a collection may share."""
    found = [tuple(map(str, index["key"])) for index in collection.indexes if index.get("unique")]
    return [*found, ("_id",)]


def apart(collection: SeedCollection, document: Mapping[str, Any], key: Sequence[str]) -> dict[str, Any]:
    """A document like this one, which shares nothing with it that may not be shared but `key`."""
    other: dict[str, Any] = json.loads(json.dumps(document))
    for names in unique_keys(collection):
        for name in names if names != tuple(key) else ():
            if name in key:
                continue
            if (value := another(value_at(other, name))) is None:
                take_away(other, name)
            else:
                put_at(other, name, value)
    return other


def another(value: Any) -> Any:  # noqa: ANN401 canonical Extended JSON
    """A value of the same type that no made-up document has; None where there is none."""
    match value:
        case str():
            return f"another {value}"
        case {"$oid": _}:
            return {"$oid": "f" * 24}
        case {"$date": _}:
            return {"$date": {"$numberLong": "978307200000"}}
        case {**typed} if any(str(key).startswith("$number") for key in typed):
            return dict.fromkeys(typed, "987654321")
        case _:
            return None


def has(document: Mapping[str, Any], key: Sequence[str]) -> bool:
    return all(value_at(document, name) is not None for name in key)


def value_at(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 Extended JSON
    at: Any = document
    for name in path.split("."):
        at = at.get(name) if isinstance(at, Mapping) else None
    return at
