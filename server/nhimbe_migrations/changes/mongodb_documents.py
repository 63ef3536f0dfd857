"""The changes to documents: their fields, their values, seeds, and the author's own code."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from nhimbe_migrations.changes.mongodb_parts import (
    ChangeValue,
    CollectionName,
    FieldName,
    FieldSpec,
    OrdinaryFieldName,
    Prose,
    ScalarType,
    Value,
    counted,
    fits,
)
from nhimbe_migrations.changes.names import field_name

__all__ = ["UNSET", "AddField", "ConvertField", "RemoveField", "RenameField", "Run", "SeedDocuments"]

UNSET: Any = {"$unset": True}
"""Stands for "no value given" in `AddField.value`, since None is a value (null)."""


def _type_of(value: Any) -> str:  # noqa: ANN401 JSON
    match value:
        case bool():
            return "boolean"
        case int():
            return "int"
        case float() | {"$numberDouble": _}:
            return "number"
        case {"$date": _}:
            return "Date"
        case {"$oid": _}:
            return "ObjectId"
        case [*items]:
            inner = {_type_of(item) for item in items}
            only = inner.pop() if len(inner) == 1 else ""
            return {"int": "number[]", "number": "number[]", "ObjectId": "ObjectId[]", "object": "object[]"}.get(
                only, "string[]"
            )
        case dict():
            return "object"
        case _:
            return "string"


class AddField(ChangeValue):
    """A field that documents do not have yet; `value` fills it where it is missing."""

    kind: Literal["add_field"]
    collection: CollectionName
    field: FieldSpec
    value: Value = UNSET
    backup: CollectionName | None = None
    """Remembers which documents were filled; needed where some already have the field."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:  # noqa: ANN401 what was asked for, before it is checked
        """A field may be given by its name alone: its value says of which type it is."""
        if isinstance(given, dict) and isinstance(given.get("field"), str):
            return {**given, "field": {"name": given["field"], "type": _type_of(given.get("value"))}}
        return given

    @property
    def fills(self) -> bool:
        return self.value is not UNSET and self.value != UNSET

    @model_validator(mode="after")
    def _possible(self) -> AddField:
        if self.field.required and not self.fills:
            msg = "a required field needs a value for the documents that are there"
            raise ValueError(msg)
        if self.fills and not fits(self.value, self.field):
            nulls = "; null needs nullable" if self.value is None else ""
            msg = f"value {self.value!r} is no {self.field.type} that the field may hold{nulls}"
            raise ValueError(msg)
        if self.field.unique and self.fills:
            msg = "one value in every document cannot be unique; leave value out and fill with `run`"
            raise ValueError(msg)
        if self.backup and not self.fills:
            msg = "backup remembers what value filled; there is no value"
            raise ValueError(msg)
        if self.field.name == "_id":
            msg = "every document has its _id from birth"
            raise ValueError(msg)
        return self

    def summary(self) -> str:
        return f"Add {self.field.name} to {self.collection}" + (", filled where it is missing" if self.fills else "")

    def fragment(self) -> tuple[str, ...]:
        return ("add", self.collection, self.field.name)


class RenameField(ChangeValue):
    kind: Literal["rename_field"]
    collection: CollectionName
    field: FieldName
    to: FieldName

    @model_validator(mode="after")
    def _possible(self) -> RenameField:
        if self.field == self.to or "_id" in {self.field, self.to}:
            msg = "to must be another name, and _id keeps its own"
            raise ValueError(msg)
        return self

    def summary(self) -> str:
        return f"Rename {self.collection}.{self.field} to {self.to}"

    def fragment(self) -> tuple[str, ...]:
        return ("rename", self.collection, self.field, "to", self.to)


class RemoveField(ChangeValue):
    """Take a field away; `backup` names the collection that keeps what it held."""

    kind: Literal["remove_field"]
    collection: CollectionName
    field: OrdinaryFieldName
    backup: CollectionName | None = None

    def summary(self) -> str:
        return f"Remove {self.collection}.{self.field}" + (f", kept in {self.backup}" if self.backup else "")

    def fragment(self) -> tuple[str, ...]:
        return ("remove", self.collection, self.field)


class ConvertField(ChangeValue):
    """Give the values of a field another type; `backup` keeps them as they were."""

    kind: Literal["convert_field"]
    collection: CollectionName
    field: OrdinaryFieldName
    to_type: ScalarType
    on_error: Literal["fail", "keep", "null"] = "fail"
    """What happens to a value that cannot be converted: stop, leave it, or null."""
    backup: CollectionName | None = None

    def summary(self) -> str:
        return f"Convert {self.collection}.{self.field} to {self.to_type}"

    def fragment(self) -> tuple[str, ...]:
        return ("convert", self.collection, self.field)


class SeedDocuments(ChangeValue):
    """Documents that must be there; without `overwrite` those that are there already stay as they are."""

    kind: Literal["seed_documents"]
    collection: CollectionName
    documents: Annotated[tuple[dict[str, Value], ...], Field(strict=False, min_length=1)]
    overwrite: bool = False
    backup: CollectionName | None = None

    @model_validator(mode="after")
    def _possible(self) -> SeedDocuments:
        seen: list[Any] = []
        for index, document in enumerate(self.documents):
            if document.get("_id") is None:
                msg = f"documents[{index}] has no _id, and a second run could not tell it apart"
                raise ValueError(msg)
            if isinstance(document["_id"], list):
                msg = f"documents[{index}]._id is a list; MongoDB refuses that"
                raise ValueError(msg)  # noqa: TRY004 pydantic turns a ValueError into its own
            if document["_id"] in seen:
                msg = f"documents[{index}]._id is there twice"
                raise ValueError(msg)
            for name in document:
                field_name(name)
            seen.append(document["_id"])
        if self.backup and not self.overwrite:
            msg = "backup keeps what overwrite replaces; nothing is overwritten here"
            raise ValueError(msg)
        return self

    def summary(self) -> str:
        return f"Seed {counted(self.documents, 'document')} into {self.collection}"

    def fragment(self) -> tuple[str, ...]:
        return ("seed", self.collection)


class Run(ChangeValue):
    """The author's own code: the bodies of `up` and `down`. Where every call has an inverse, `down` may be left out."""

    kind: Literal["run"]
    up: str = Field(min_length=1)
    down: str | None = None
    why: Prose = ""

    def summary(self) -> str:
        return self.why or "Run the author's own code"

    def fragment(self) -> tuple[str, ...]:
        return ("run",)
