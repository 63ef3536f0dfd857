"""What a history of migrations makes of a database: collections, their indexes, validators and known fields.

Values only. `fold` reads them out of files; `plan` moves them on with each typed change, so that a later change
sees what an earlier one did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nhimbe_migrations.mongodb.code.values import Dynamic

__all__ = ["Collection", "Collections", "Index", "Unread", "Validation", "schema_type", "validated_fields"]


@dataclass(frozen=True, slots=True)
class Index:
    name: str
    keys: Mapping[str, Any]
    """Field to direction, in order; one entry `Dynamic` where the keys could not be read."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """As `createIndex` takes them (`unique`, `sparse`, …), without the name."""
    file: str | None = None
    line: int | None = None

    @property
    def unique(self) -> bool:
        return self.options.get("unique") is True

    @property
    def readable(self) -> bool:
        from nhimbe_migrations.mongodb.code.values import is_static

        return is_static(dict(self.keys)) and is_static(dict(self.options))


@dataclass(frozen=True, slots=True)
class Validation:
    """The whole validator of a collection, as `collMod` takes it; `rule` is `Dynamic` where it could not be read."""

    rule: Mapping[str, Any] | Dynamic
    level: str = "strict"
    action: str = "error"
    file: str | None = None
    line: int | None = None

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """The `$jsonSchema` in it, when that could be read."""
        rule = self.rule
        if isinstance(rule, Dynamic) or not isinstance(rule.get("$jsonSchema"), Mapping):
            return None
        schema: Mapping[str, Any] = rule["$jsonSchema"]
        return schema


@dataclass(frozen=True, slots=True)
class Collection:
    name: str
    indexes: Mapping[str, Index] = field(default_factory=dict)
    validation: Validation | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    """Known top-level fields and their type, as `FieldType` says it; `unknown` where only the name is known."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What `createCollection` was given besides the validator (`capped`, `collation`, …)."""
    files: tuple[str, ...] = ()
    """The migrations that speak of it, oldest first."""
    partial: frozenset[str] = frozenset()
    """Of these fields those that a migration gave to some documents alone, by a filter that asks for something else."""
    created: bool = False
    """A migration created it; else only an index or a write mentions it."""

    def with_index(self, index: Index) -> Collection:
        return replace(self, indexes={**self.indexes, index.name: index})

    def without_index(self, name: str) -> Collection:
        return replace(self, indexes={item: index for item, index in self.indexes.items() if item != name})

    def with_validation(self, validation: Validation | None) -> Collection:
        fields = {**self.fields, **(validated_fields(validation) if validation else {})}
        return replace(self, validation=validation, fields=fields)

    def with_fields(self, fields: Mapping[str, str]) -> Collection:
        return replace(self, fields={**self.fields, **fields})

    def without_field(self, name: str) -> Collection:
        return replace(self, fields={item: kind for item, kind in self.fields.items() if item != name})

    def renamed_field(self, name: str, to: str) -> Collection:
        return replace(self, fields={to if item == name else item: kind for item, kind in self.fields.items()})

    def seen_in(self, file: str | None) -> Collection:
        return self if file is None or file in self.files else replace(self, files=(*self.files, file))

    @property
    def known_fields(self) -> dict[str, str]:
        """Every top-level field that the history speaks of, those that only an index names included."""
        indexed = (key.split(".")[0] for index in self.indexes.values() for key in index.keys)
        return {**dict.fromkeys((key for key in indexed if not key.startswith("$")), "unknown"), **self.fields}

    def knows(self, name: str) -> bool:
        """Whether the history speaks of this top-level field."""
        return name in self.known_fields


@dataclass(frozen=True, slots=True)
class Unread:
    """A statement that folding could not interpret."""

    file: str
    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Collections:
    by_name: Mapping[str, Collection] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()

    def get(self, name: str) -> Collection | None:
        return self.by_name.get(name)

    def known(self, name: str) -> Collection:
        """The collection, or an empty one of that name that no migration created."""
        return self.by_name.get(name) or Collection(name)

    def put(self, collection: Collection) -> Collections:
        return replace(self, by_name={**self.by_name, collection.name: collection})

    def drop(self, name: str) -> Collections:
        return replace(self, by_name={item: value for item, value in self.by_name.items() if item != name})

    def rename(self, name: str, to: str) -> Collections:
        moved = replace(self.known(name), name=to)
        return self.drop(name).put(moved)

    def with_unread(self, unread: Unread) -> Collections:
        return replace(self, unread=(*self.unread, unread))


_TYPES = {
    "string": "string",
    "number": "number",
    "double": "number",
    "decimal": "decimal",
    "int": "int",
    "long": "int",
    "bool": "boolean",
    "boolean": "boolean",
    "date": "Date",
    "objectId": "ObjectId",
    "object": "object",
}


def validated_fields(validation: Validation) -> dict[str, str]:
    """Return the fields that the `$jsonSchema` of a validator names, with their types."""
    schema = validation.schema or {}
    properties = schema.get("properties")
    required = schema.get("required")
    fields = {str(item): "unknown" for item in (required if isinstance(required, list) else ())}
    if isinstance(properties, Mapping):
        fields |= {name: schema_type(item) for name, item in properties.items()}
    return fields


def schema_type(schema: Any) -> str:  # noqa: ANN401 a part of a $jsonSchema
    """Return the field type (as `FieldType` says it) that a part of a `$jsonSchema` asks for; `unknown` for several."""
    if not isinstance(schema, Mapping):
        return "unknown"
    stated = schema.get("bsonType", schema.get("type"))
    kinds = {
        _TYPES.get(str(item), str(item))
        for item in (stated if isinstance(stated, list) else [stated])
        if item != "null"
    }
    if kinds == {"array"}:
        inner = schema_type(schema.get("items"))
        return f"{inner}[]" if f"{inner}[]" in {"string[]", "number[]", "ObjectId[]", "object[]"} else "unknown"
    if kinds == {"int", "number"}:
        return "number"
    if kinds == {"None"} and isinstance(schema.get("enum"), list):
        return "string" if all(isinstance(item, str) for item in schema["enum"]) else "unknown"
    kind = kinds.pop() if len(kinds) == 1 else "unknown"
    return kind if kind in _TYPES.values() else "unknown"
