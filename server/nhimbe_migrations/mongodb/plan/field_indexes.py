"""The indexes that name a field, and what becomes of them when the field is called otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nhimbe_migrations.changes.mongodb import default_index_name
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.plan import rules
from nhimbe_migrations.mongodb.state.collections import Collection, Index

__all__ = ["indexes_naming", "renamed_index"]


def indexes_naming(collection: Collection, field: str) -> tuple[tuple[Index, ...], list[Finding]]:
    """Return the indexes that name the field (a dotted path), or what it holds, and a finding for each that could not be read."""
    found: list[Index] = []
    unread: list[Finding] = []
    for index in collection.indexes.values():
        if not index.readable:
            unread.append(
                rules.UNKNOWN_INDEX.finding(
                    f"Index {index.name!r} of {collection.name!r} cannot be read from the migrations; "
                    f"it may name {field!r}.",
                    severity="warning",
                )
            )
        elif any(f"{name}.".startswith(f"{field}.") for name in _fields_of(index)):
            found.append(index)
    return tuple(found), unread


def renamed_index(collection: str, index: Index, field: str, to: str) -> Index:
    """The same index on the field's new name; a name that followed the convention goes on following it."""
    keys = {_moved(key, field, to): direction for key, direction in index.keys.items()}
    options = {key: _within(value, field, to) if key in _NAMING else value for key, value in index.options.items()}
    name = default_index_name(collection, keys)
    if index.name != default_index_name(collection, dict(index.keys)):
        name = index.name.replace(field, to).replace(field.replace(".", "_"), to.replace(".", "_"))
    return replace(index, name=name, keys=keys, options=options)


_NAMING = ("partialFilterExpression", "weights", "wildcardProjection")
"""Options in which fields are named."""


def _fields_of(index: Index) -> set[str]:
    names = set(index.keys)
    for option in _NAMING:
        names |= _named_in(index.options.get(option))
    return names


def _named_in(value: Any) -> set[str]:  # noqa: ANN401 JSValue
    match value:
        case {**fields}:
            names = {str(key) for key in fields}
            return names.union(*(_named_in(field) for field in fields.values()))
        case str():
            return set()
        case [*items]:
            return set[str]().union(*(_named_in(item) for item in items))
        case _:
            return set()


def _within(value: Any, field: str, to: str) -> Any:  # noqa: ANN401 JSValue
    """Rename the field where it is a key of a condition; `$and` and `$or` hold further conditions."""
    if isinstance(value, Mapping):
        return {
            _moved(key, field, to): _within(item, field, to) if key.startswith("$") else item
            for key, item in value.items()
        }
    return [_within(item, field, to) for item in value] if isinstance(value, list) else value


def _moved(path: str, field: str, to: str) -> str:
    return to + path[len(field) :] if f"{path}.".startswith(f"{field}.") else path
