"""The changes to documents: their fields, their values, seeds, and the author's own code."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from nhimbe_migrations.changes.field_paths import ElementPath, FieldPath, MemberPath, OrdinaryMemberPath
from nhimbe_migrations.changes.mongodb_parts import (
    ChangeValue,
    CollectionName,
    ConvertedType,
    FieldSpec,
    Prose,
    Value,
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
        case {"$numberLong": _}:
            return "long"
        case {"$numberDecimal": _}:
            return "decimal"
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


_RESULTS = {
    "string": {"$concat", "$toLower", "$toUpper", "$toString", "$trim", "$ltrim", "$rtrim", "$substrCP", "$substr", "$dateToString", "$replaceAll"},
    "number": {"$add", "$multiply", "$divide", "$subtract", "$avg", "$sum", "$round", "$abs", "$toDouble"},
    "int": {"$size", "$strLenCP", "$year", "$month", "$dayOfMonth", "$toInt", "$indexOfArray"},
    "long": {"$toLong"},
    "decimal": {"$toDecimal"},
    "boolean": {"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$and", "$or", "$not", "$in", "$toBool", "$regexMatch", "$isArray"},
    "Date": {"$toDate", "$dateFromString", "$dateAdd", "$dateTrunc", "$dateFromParts"},
    "ObjectId": {"$toObjectId"},
    "object": {"$mergeObjects", "$arrayToObject"},
}  # fmt: skip


def _result_type(expression: Any) -> str | None:  # noqa: ANN401 JSON
    """What an aggregation expression gives, where its outermost operator leaves no doubt."""
    operator = next(iter(expression)) if isinstance(expression, dict) and len(expression) == 1 else ""
    return next((kind for kind, operators in _RESULTS.items() if operator in operators), None)


class NewField(FieldSpec):
    """A field that is added: its name may be a path."""

    name: MemberPath


class AddField(ChangeValue):
    """A field that documents do not have yet; `value`, or what `expression` gives, fills it where it is missing."""

    kind: Literal["add_field"]
    collection: CollectionName
    field: NewField
    value: Value = UNSET
    expression: Value = UNSET
    """An aggregation expression (`{"$concat": ["$first", " ", "$last"]}`); `$$each` is the element where the path has one."""
    where: dict[str, Value] | None = None
    """Which of the documents without the field are filled; all of them where it is left out."""
    backup: CollectionName | None = None
    """Remembers which documents were filled; needed where some already have the field."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:  # noqa: ANN401 what was asked for, before it is checked
        """A field may be given by its name alone: its value, or its expression, says of which type it is."""
        if isinstance(given, dict) and isinstance(given.get("field"), str):
            if "expression" not in given:
                return {**given, "field": {"name": given["field"], "type": _type_of(given.get("value"))}}
            kind = _result_type(given["expression"])
            if kind is None:
                msg = f'say which type the expression gives: field {{"name": {given["field"]!r}, "type": …}}'
                raise ValueError(msg)
            return {**given, "field": {"name": given["field"], "type": kind}}
        return given

    @property
    def path(self) -> FieldPath:
        return FieldPath.of(self.field.name)

    @property
    def literal(self) -> bool:
        return self.value is not UNSET and self.value != UNSET

    @property
    def computed(self) -> bool:
        return self.expression is not UNSET and self.expression != UNSET

    @property
    def fills(self) -> bool:
        return self.literal or self.computed

    @model_validator(mode="after")
    def _possible(self) -> AddField:  # noqa: C901 one line a condition
        if self.literal and self.computed:
            msg = "give either value or expression"
            raise ValueError(msg)
        if self.field.required and not self.fills:
            msg = "a required field needs a value for the documents that are there"
            raise ValueError(msg)
        if self.literal and not fits(self.value, self.field):
            nulls = "; null needs nullable" if self.value is None else ""
            msg = f"value {self.value!r} is no {self.field.type} that the field may hold{nulls}"
            raise ValueError(msg)
        if self.path.top == "_id":
            msg = "every document has its _id from birth"
            raise ValueError(msg)
        if isinstance(self.value, str) and re.fullmatch(r"\$\$?[A-Za-z_][\w.]*", self.value):
            msg = f"value {self.value!r} would be stored as text; give it as expression to read that field"
            raise ValueError(msg)
        if self.field.unique and self.literal:
            msg = "one value in every document cannot be unique; leave value out and fill with `run`"
            raise ValueError(msg)
        if self.field.unique and self.path.in_lists:
            msg = "a field in each element cannot be unique; one in the document can"
            raise ValueError(msg)
        if self.backup and not self.fills:
            msg = "backup remembers what value filled; there is neither value nor expression"
            raise ValueError(msg)
        if self.where is not None and not self.fills:
            msg = "where says which documents value or expression fills; there is neither"
            raise ValueError(msg)
        if self.where is not None and self.field.required:
            msg = "a required field is filled everywhere, and where leaves some documents without it"
            raise ValueError(msg)
        return self


class RenameField(ChangeValue):
    kind: Literal["rename_field"]
    collection: CollectionName
    field: MemberPath
    to: MemberPath
    """The whole path that the field has afterwards."""

    @model_validator(mode="after")
    def _possible(self) -> RenameField:
        if self.field == self.to or "_id" in {self.field, self.to}:
            msg = "to must be another name, and _id keeps its own"
            raise ValueError(msg)
        old, new = FieldPath.of(self.field), FieldPath.of(self.to)
        if (old.in_lists or new.in_lists) and old.parents != new.parents:
            whole = ".".join([*self.field.split(".")[:-1], new.leaf])
            msg = f"a field in each element stays in its element: to is {whole!r}"
            raise ValueError(msg)
        if f"{self.to}.".startswith(f"{self.field}.") or f"{self.field}.".startswith(f"{self.to}."):
            msg = "a field cannot be moved into itself, nor replace what contains it"
            raise ValueError(msg)
        return self


class RemoveField(ChangeValue):
    """Take a field away; `backup` names the collection that keeps what it held."""

    kind: Literal["remove_field"]
    collection: CollectionName
    field: OrdinaryMemberPath
    backup: CollectionName | None = None


class ConvertField(ChangeValue):
    """Give the values of a field another type; `backup` keeps them as they were."""

    kind: Literal["convert_field"]
    collection: CollectionName
    field: ElementPath
    to_type: ConvertedType
    on_error: Literal["fail", "keep", "null"] = "fail"
    """What happens to a value that cannot be converted: stop, leave it, or null."""
    backup: CollectionName | None = None


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


class Run(ChangeValue):
    """The author's own code: the bodies of `up` and `down`. Where every call has an inverse, `down` may be left out."""

    kind: Literal["run"]
    up: str = Field(min_length=1)
    down: str | None = None
    why: Prose = ""
