"""What a migration does to the shape of a record: the words in which D1 and MongoDB speak to types.ts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "AddMember",
    "AddShape",
    "FieldShape",
    "FieldType",
    "RemoveMember",
    "RemoveShape",
    "RenameMember",
    "RenameShape",
    "ShapeChange",
    "Source",
]

FieldType = Literal[
    "string", "number", "int", "long", "decimal", "boolean", "Date", "ObjectId", "object",
    "string[]", "number[]", "ObjectId[]", "object[]", "unknown",
]  # fmt: skip
Source = Literal["d1", "mongodb"]


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A column or a document field, as far as a type declaration cares."""

    name: str
    """As the database spells it (`date_created`, `startsAt`)."""
    type: FieldType
    nullable: bool = True
    """The database may hold NULL, or the field may be missing."""
    literals: tuple[str, ...] = ()
    """The only strings allowed (`CHECK (status IN (...))`, an `enum`); empty for no such limit."""
    ts_type: str | None = None
    """The TypeScript type that the author asked for; wins over `type`."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class AddShape:
    """A new table, view or collection."""

    owner: str
    fields: tuple[FieldShape, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class RemoveShape:
    owner: str
    source: Source


@dataclass(frozen=True, slots=True)
class RenameShape:
    owner: str
    to: str
    source: Source


@dataclass(frozen=True, slots=True)
class AddMember:
    owner: str
    field: FieldShape
    source: Source


@dataclass(frozen=True, slots=True)
class RemoveMember:
    owner: str
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class RenameMember:
    owner: str
    name: str
    to: str
    source: Source


ShapeChange = AddShape | RemoveShape | RenameShape | AddMember | RemoveMember | RenameMember
