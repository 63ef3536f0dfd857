"""The typed changes of a MongoDB migration: frozen values, checked as they are made, without I/O.

A change knows what it is called; how it is written (`mongodb.plan` and the templates), folded and
reversed is said elsewhere, over these values. `kind` tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from nhimbe_migrations.changes.names import (
    collection_name,
    field_name,
    index_keys,
    index_name,
    ordinary_field_name,
    plain_value,
    prose,
)
from nhimbe_migrations.changes.shapes import FieldShape, FieldType
from nhimbe_migrations.errors import ArgumentError

__all__ = [
    "UNSET",
    "AddField",
    "Change",
    "ConvertField",
    "CreateCollection",
    "CreateIndex",
    "DropCollection",
    "DropIndex",
    "FieldSpec",
    "RemoveField",
    "RenameCollection",
    "RenameField",
    "Run",
    "SeedDocuments",
    "SetValidator",
    "default_index_name",
    "parse_changes",
]

UNSET: Any = {"$unset": True}
"""Stands for "no value given" in `AddField.value`, since None is a value (null)."""

CollectionName = Annotated[str, AfterValidator(collection_name)]
FieldName = Annotated[str, AfterValidator(field_name)]
OrdinaryFieldName = Annotated[str, AfterValidator(ordinary_field_name)]
IndexName = Annotated[str, AfterValidator(index_name)]
Prose = Annotated[str, AfterValidator(prose)]
Value = Annotated[Any, AfterValidator(plain_value)]
Direction = Literal[1, -1, "text", "2dsphere", "2d", "hashed"]
StoredType = Literal[
    "string", "number", "int", "boolean", "Date", "ObjectId", "object",
    "string[]", "number[]", "ObjectId[]", "object[]",
]  # fmt: skip
ScalarType = Literal["string", "number", "int", "boolean", "Date", "ObjectId"]
Level = Literal["off", "moderate", "strict"]
Action = Literal["error", "warn"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FieldSpec(_Value):
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


class CreateCollection(_Value):
    """A new collection; fields give the validator, the unique indexes and the TypeScript interface."""

    kind: Literal["create_collection"]
    name: CollectionName
    fields: Fields = ()

    def summary(self) -> str:
        return f"Create collection {self.name}" + (f" with {_counted(self.fields, 'field')}" if self.fields else "")

    def fragment(self) -> tuple[str, ...]:
        return ("create", self.name)


class DropCollection(_Value):
    """Take a collection away; with `backup` it is renamed to that, so that `down` gives it back whole."""

    kind: Literal["drop_collection"]
    name: CollectionName
    backup: CollectionName | None = None

    def summary(self) -> str:
        return f"Drop collection {self.name}" + (f", kept as {self.backup}" if self.backup else "")

    def fragment(self) -> tuple[str, ...]:
        return ("drop", self.name)


class RenameCollection(_Value):
    kind: Literal["rename_collection"]
    name: CollectionName
    to: CollectionName

    def summary(self) -> str:
        return f"Rename collection {self.name} to {self.to}"

    def fragment(self) -> tuple[str, ...]:
        return ("rename", self.name, "to", self.to)


class CreateIndex(_Value):
    kind: Literal["create_index"]
    collection: CollectionName
    keys: Annotated[dict[str, Direction], AfterValidator(index_keys)]
    unique: bool = False
    sparse: bool = False
    expire_after_seconds: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    partial_filter: dict[str, Value] | None = None
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
        }
        for msg, holds in troubles.items():
            if holds:
                raise ValueError(msg)
        return self

    @property
    def index_name(self) -> str:
        return self.name or default_index_name(self.collection, self.keys)

    def summary(self) -> str:
        return f"Create {'unique ' if self.unique else ''}index {self.index_name} on {self.collection}"

    def fragment(self) -> tuple[str, ...]:
        return ("index", self.collection, *self.keys)


class DropIndex(_Value):
    kind: Literal["drop_index"]
    collection: CollectionName
    name: IndexName

    def summary(self) -> str:
        return f"Drop index {self.name} of {self.collection}"

    def fragment(self) -> tuple[str, ...]:
        return ("drop", self.name)


class SetValidator(_Value):
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

    def summary(self) -> str:
        return f"Set the validator of {self.collection} ({self.level}, {self.action})"

    def fragment(self) -> tuple[str, ...]:
        return ("validate", self.collection)


class AddField(_Value):
    """A field that documents do not have yet; `value` fills it where it is missing."""

    kind: Literal["add_field"]
    collection: CollectionName
    field: FieldSpec
    value: Value = UNSET
    backup: CollectionName | None = None
    """Remembers which documents were filled; needed where some already have the field."""

    @property
    def fills(self) -> bool:
        return self.value is not UNSET and self.value != UNSET

    @model_validator(mode="after")
    def _possible(self) -> AddField:
        if self.field.required and not self.fills:
            msg = "a required field needs a value for the documents that are there"
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


class RenameField(_Value):
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


class RemoveField(_Value):
    """Take a field away; `backup` names the collection that keeps what it held."""

    kind: Literal["remove_field"]
    collection: CollectionName
    field: OrdinaryFieldName
    backup: CollectionName | None = None

    def summary(self) -> str:
        return f"Remove {self.collection}.{self.field}" + (f", kept in {self.backup}" if self.backup else "")

    def fragment(self) -> tuple[str, ...]:
        return ("remove", self.collection, self.field)


class ConvertField(_Value):
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


class SeedDocuments(_Value):
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
        return f"Seed {_counted(self.documents, 'document')} into {self.collection}"

    def fragment(self) -> tuple[str, ...]:
        return ("seed", self.collection)


class Run(_Value):
    """The author's own code: the bodies of `up` and `down`. Where every call has an inverse, `down` may be left out."""

    kind: Literal["run"]
    up: str = Field(min_length=1)
    down: str | None = None
    why: Prose = ""

    def summary(self) -> str:
        return self.why or "Run the author's own code"

    def fragment(self) -> tuple[str, ...]:
        return ("run",)


Change = (
    CreateCollection
    | DropCollection
    | RenameCollection
    | CreateIndex
    | DropIndex
    | SetValidator
    | AddField
    | RenameField
    | RemoveField
    | ConvertField
    | SeedDocuments
    | Run
)


class _Changes(BaseModel):
    adapter: ClassVar[TypeAdapter[tuple[Change, ...]]] = TypeAdapter(
        tuple[Annotated[Change, Field(discriminator="kind")], ...]
    )


def parse_changes(changes: Sequence[Any]) -> tuple[Change, ...]:
    """Return the typed changes.

    Raises:
        ArgumentError: names the field (`changes[0].fields[2].type`), what is wrong with it, and what would do.
    """
    try:
        return _Changes.adapter.validate_python(tuple(changes))
    except ValidationError as error:
        troubles = [_worded(trouble, changes) for trouble in error.errors(include_url=False, include_context=True)]
        raise ArgumentError(
            " ".join(troubles[:5]),
            why=f"{len(troubles) - 5} more." if len(troubles) > 5 else "",  # noqa: PLR2004 five are enough to read
        ) from None


def default_index_name(collection: str, keys: Sequence[str] | dict[str, Any]) -> str:
    """Return the name that the convention gives an index: `idx_collection_field…`; dots become underscores."""
    return "_".join(["idx", collection, *keys]).replace(".", "_").replace("$**", "wildcard")


def _worded(trouble: Any, changes: Sequence[Any]) -> str:  # noqa: ANN401 pydantic's own record
    first, *rest = trouble["loc"] or (0,)
    given = changes[first] if isinstance(first, int) and first < len(changes) else None
    kind = given.get("kind") if isinstance(given, dict) else None
    path = f"changes[{first}]"
    for part in rest[1:] if rest and rest[0] == kind else rest:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    message = str(trouble["msg"]).removeprefix("Value error, ").rstrip(".")
    if trouble["type"] == "extra_forbidden":
        message = f"there is no such field in {kind}"
    elif trouble["type"] == "missing":
        message = f"{kind} needs it"
    elif trouble["type"].startswith("union_tag"):
        path, message = f"{path}.kind", f"{kind!r} is no kind of change; known are {', '.join(_kinds())}"
    return f"{path}: {message}."


def _kinds() -> list[str]:
    from typing import get_args

    return [get_args(each.model_fields["kind"].annotation)[0] for each in get_args(Change)]


def _counted(things: Sequence[object], noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"
