"""What the history says of a field's type, and which changes of a type lose nothing."""

from __future__ import annotations

from nhimbe_migrations.changes.field_paths import FieldPath
from nhimbe_migrations.mongodb.state.collections import Collection, schema_type
from nhimbe_migrations.mongodb.state.json_schema import property_at

__all__ = ["keeps_all", "known_type"]

_KEEPS_ALL = frozenset(
    {
        ("ObjectId", "string"), ("boolean", "string"), ("boolean", "int"), ("boolean", "long"), ("Date", "string"), ("Date", "long"),
        *((kind, f"{kind}[]") for kind in ("string", "number", "ObjectId")),
    }
)  # fmt: skip
"""From, to: each value of the first has one of the second, and that one leads back to it."""


def keeps_all(kind: str, to: str) -> bool:
    """Whether values of `kind` can be told again from what they become."""
    return (kind, to) in _KEEPS_ALL


def known_type(collection: Collection, path: FieldPath) -> str:
    """Return the type of the field at `path`, of one element where the path ends in them; `unknown` where nothing says."""
    if len(path.segments) == 1 and path.top in collection.fields:
        kind = collection.fields[path.top]
        return (kind.removesuffix("[]") if kind.endswith("[]") else "unknown") if path.in_lists else kind
    stated = property_at(collection.validation.rule, path) if collection.validation else None
    return schema_type(stated) if stated is not None else "unknown"
