"""What tells the documents on which a step fails from those on which it ends well: a filter that counts them in a real database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from nhimbe_migrations.mongodb.seed.model import Seed

__all__ = ["counting", "first_at", "lack", "lacked_by"]


def counting(path: str, kept: Sequence[Mapping[str, Any]], gone: Sequence[Mapping[str, Any]]) -> str:
    """Return the filter that finds documents like those that are gone and unlike those that are kept; empty for none."""
    if not path:
        return ""
    if lack(path, kept, gone):
        return _filter(path, None)
    kinds = {_kind(first_at(document, path)) for document in kept}
    others = {_kind(first_at(document, path)) for document in gone}
    if len(kinds) == 1 and None not in kinds and not kinds & others:
        return _filter(path, {"$not": {"$type": kinds.pop()}})
    return ""


def lacked_by(seed: Seed, name: str, kept: Sequence[Mapping[str, Any]], gone: Sequence[Mapping[str, Any]]) -> str:
    """Return the field that only the server read, told by what the documents on which it fails lack; empty for none."""
    optional = sorted(path for owner, path in seed.optional if owner == name)
    others = sorted(kept[0]) if kept else []
    return next((path for path in (*optional, *others) if lack(path, kept, gone)), "")


def lack(path: str, kept: Sequence[Mapping[str, Any]], gone: Sequence[Mapping[str, Any]]) -> bool:
    """Whether all that are gone lack the field, and all that are kept have it."""
    return all(first_at(item, path) is None for item in gone) and all(first_at(item, path) is not None for item in kept)


def _filter(path: str, wanted: Any) -> str:  # noqa: ANN401 a condition
    list_, many, inner = path.partition("[].")
    condition = {list_: {"$elemMatch": {inner: wanted}}} if many else {path.removesuffix("[]"): wanted}
    return json.dumps(condition)


def first_at(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 canonical Extended JSON
    """Return what stands at a path; of the objects of a list, that of one which lacks the next name, else of the first."""
    at: Any = document
    for name in path.replace("[]", "").split("."):
        at = (
            next((item for item in at if isinstance(item, Mapping) and name not in item), at[0] if at else None)
            if isinstance(at, list)
            else at
        )
        at = at.get(name) if isinstance(at, Mapping) else None
    return at


def _kind(value: Any) -> str | None:  # noqa: ANN401 canonical Extended JSON
    match value:
        case None:
            return None
        case bool():
            return "bool"
        case str():
            return "string"
        case int() | float():
            return "number"
        case list():
            return "array"
        case {"$date": _}:
            return "date"
        case {"$oid": _}:
            return "objectId"
        case {"$numberInt": _} | {"$numberLong": _} | {"$numberDouble": _} | {"$numberDecimal": _}:
            return "number"
        case _:
            return "object"
