"""What the typed changes are made of: names and values that are checked, and the field as an author wants it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from nhimbe_migrations.changes.names import (
    WRAPPERS,
    collection_name,
    field_name,
    index_name,
    plain_value,
    prose,
)
from nhimbe_migrations.changes.shapes import FieldShape, FieldType

__all__ = [
    "ChangeValue",
    "CollectionName",
    "ConvertedType",
    "FieldName",
    "FieldSpec",
    "Fields",
    "IndexName",
    "Prose",
    "Value",
    "counted",
    "fits",
]

CollectionName = Annotated[str, AfterValidator(collection_name)]
FieldName = Annotated[str, AfterValidator(field_name)]
IndexName = Annotated[str, AfterValidator(index_name)]
Prose = Annotated[str, AfterValidator(prose)]
Value = Annotated[Any, AfterValidator(plain_value)]
StoredType = Literal[
    "string", "number", "int", "long", "decimal", "boolean", "Date", "ObjectId", "object",
    "string[]", "number[]", "ObjectId[]", "object[]",
]  # fmt: skip
ConvertedType = Literal[
    "string", "number", "int", "long", "decimal", "boolean", "Date", "ObjectId", "string[]", "number[]", "ObjectId[]"
]


class ChangeValue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FieldSpec(ChangeValue):
    """A field of a document, as the author wants it."""

    name: FieldName
    type: StoredType
    required: bool = False
    unique: bool = False
    nullable: bool = False
    """The field may hold null. (A field that is not required may be left out; that is another matter.)"""
    enum: tuple[Prose, ...] = Field(default=(), strict=False)
    """The only strings allowed; empty for no such limit."""
    description: Prose = ""

    @model_validator(mode="after")
    def _fits(self) -> FieldSpec:
        if self.unique and self.nullable:
            msg = "a unique field cannot be nullable: two nulls would collide. Leave the field out instead"
            raise ValueError(msg)
        if self.enum and self.type not in {"string", "string[]"}:
            msg = f"enum lists strings, but the field is a {self.type}"
            raise ValueError(msg)
        if self.name == "_id" and self.unique:
            msg = "_id is unique by itself"
            raise ValueError(msg)
        return self

    def shape(self) -> FieldShape:
        """What a type declaration needs to know about the field."""
        kind: FieldType = self.type
        return FieldShape(
            self.name,
            kind,
            nullable=self.nullable or not (self.required or self.name == "_id"),
            literals=self.enum,
            description=self.description,
        )


def _each_once(fields: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
    names = [field.name for field in fields]
    for name in names:
        if names.count(name) > 1:
            msg = f"{name!r} is there twice"
            raise ValueError(msg)
    return fields


Fields = Annotated[tuple[FieldSpec, ...], Field(strict=False), AfterValidator(_each_once)]


def counted(things: Sequence[object], noun: str) -> str:
    """`1 field`, `2 fields`."""
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def fits(value: Any, field: FieldSpec) -> bool:  # noqa: ANN401 JSON
    """Whether a JSON value, perhaps in Extended JSON, is one that the field may hold."""
    if value is None:
        return field.nullable
    if field.type.endswith("[]"):
        item = field.type.removesuffix("[]")
        return isinstance(value, list) and all(_is(candidate, item, field.enum) for candidate in value)
    return _is(value, field.type, field.enum)


def _is(value: Any, kind: str, enum: Sequence[str]) -> bool:  # noqa: ANN401 JSON
    wrapper = next(iter(value)) if isinstance(value, dict) and len(value) == 1 else ""
    match kind:
        case "string":
            return isinstance(value, str) and (not enum or value in enum)
        case "boolean":
            return isinstance(value, bool)
        case "int":
            return (isinstance(value, int) and not isinstance(value, bool)) or wrapper in {"$numberInt", "$numberLong"}
        case "long":
            return (isinstance(value, int) and not isinstance(value, bool)) or wrapper == "$numberLong"
        case "decimal":
            return wrapper == "$numberDecimal"
        case "number":
            return (isinstance(value, int | float) and not isinstance(value, bool)) or wrapper.startswith("$number")
        case "Date" | "ObjectId":
            extended = "$date" if kind == "Date" else "$oid"
            return wrapper == extended or (isinstance(value, str) and bool(WRAPPERS[extended].fullmatch(value)))
        case _:
            return isinstance(value, dict) and wrapper not in WRAPPERS
