"""The changes to collections, validators and indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from nhimbe_migrations.changes.mongodb_parts import ChangeValue, CollectionName, Fields, IndexName, Value
from nhimbe_migrations.changes.names import index_keys

__all__ = [
    "CreateCollection",
    "CreateIndex",
    "DropCollection",
    "DropIndex",
    "RenameCollection",
    "SetValidator",
    "default_index_name",
]

Direction = Literal[1, -1, "text", "2dsphere", "2d", "hashed"]


def _ascending(keys: Any) -> Any:  # noqa: ANN401 what a caller sent
    """A field's name, or a list of them, stands for an ascending index."""
    names = [keys] if isinstance(keys, str) else keys
    is_names = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return dict.fromkeys(names, 1) if is_names else keys


Level = Literal["off", "moderate", "strict"]
Action = Literal["error", "warn"]


class CreateCollection(ChangeValue):
    """A new collection; fields give the validator, the unique indexes and the TypeScript interface."""

    kind: Literal["create_collection"]
    name: CollectionName
    fields: Fields = ()


class DropCollection(ChangeValue):
    """Take a collection away; with `backup` it is renamed to that, so that `down` gives it back whole."""

    kind: Literal["drop_collection"]
    name: CollectionName
    backup: CollectionName | None = None


class RenameCollection(ChangeValue):
    kind: Literal["rename_collection"]
    name: CollectionName
    to: CollectionName


class CreateIndex(ChangeValue):
    kind: Literal["create_index"]
    collection: CollectionName
    keys: Annotated[dict[str, Direction], BeforeValidator(_ascending), AfterValidator(index_keys)]
    unique: bool = False
    sparse: bool = False
    expire_after_seconds: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    partial_filter: dict[str, Value] | None = None
    collation: dict[str, Value] | None = None
    """As MongoDB takes it: `{"locale": "en", "strength": 2}` compares without regard to case."""
    name: IndexName | None = None

    @model_validator(mode="after")
    def _possible(self) -> CreateIndex:
        kinds = set(self.keys.values())
        troubles = {
            "expire_after_seconds needs an index on exactly one field": self.expire_after_seconds is not None
            and (len(self.keys) > 1 or not kinds <= {1, -1} or "_id" in self.keys),
            "sparse and partial_filter exclude one another; say it in partial_filter": self.sparse
            and self.partial_filter is not None,
            "a hashed index cannot be unique": self.unique and "hashed" in kinds,
            "partial_filter must name a condition": self.partial_filter == {},
            "partial_filter cannot ask for what is missing ($exists: false); MongoDB refuses it": _asks_for_missing(
                self.partial_filter
            ),
            'collation needs a locale ({"locale": "en", "strength": 2})': self.collation is not None
            and not isinstance(self.collation.get("locale"), str),
            "collation has no effect on text and 2d indexes, and MongoDB refuses it": self.collation is not None
            and bool(kinds & {"text", "2d"}),
        }
        for msg, holds in troubles.items():
            if holds:
                raise ValueError(msg)
        return self

    @property
    def index_name(self) -> str:
        return self.name or default_index_name(self.collection, self.keys)


class DropIndex(ChangeValue):
    kind: Literal["drop_index"]
    collection: CollectionName
    name: IndexName


class SetValidator(ChangeValue):
    """Replace the whole validator: from `fields`, or as given."""

    kind: Literal["set_validator"]
    collection: CollectionName
    fields: Fields = ()
    validator: dict[str, Value] | None = None
    level: Level = "moderate"
    """`moderate` lets documents that do not fit yet be updated; `strict` does not."""
    action: Action = "error"

    @model_validator(mode="after")
    def _one_source(self) -> SetValidator:
        if bool(self.fields) == (self.validator is not None):
            msg = "give either fields or validator"
            raise ValueError(msg)
        return self


def _asks_for_missing(condition: Any) -> bool:  # noqa: ANN401 JSON
    match condition:
        case {"$exists": False}:
            return True
        case {**fields}:
            return any(_asks_for_missing(item) for item in fields.values())
        case [*items]:
            return any(_asks_for_missing(item) for item in items)
        case _:
            return False


def default_index_name(collection: str, keys: Sequence[str] | Mapping[str, Any]) -> str:
    """Return the name that the convention gives an index: `idx_collection_field…`; dots become underscores."""
    return "_".join(["idx", collection, *keys]).replace(".", "_").replace("$**", "wildcard")
