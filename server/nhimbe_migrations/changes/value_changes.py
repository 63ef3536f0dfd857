"""The changes that give values another wording, and that carry documents from one collection into another."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from nhimbe_migrations.changes.field_paths import ElementPath, MemberPath
from nhimbe_migrations.changes.mongodb_parts import ChangeValue, CollectionName, Value, counted
from nhimbe_migrations.changes.names import field_name

__all__ = ["CopyDocuments", "MapValues"]


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 JSON
    """True and 1 are two values."""
    return type(one) is type(other) and bool(one == other)


class MapValues(ChangeValue):
    """Each value of a field that is named becomes another; the others stay."""

    kind: Literal["map_values"]
    collection: CollectionName
    field: ElementPath
    values: dict[str, Value] | Annotated[tuple[tuple[Value, Value], ...], Field(strict=False)]
    """Old to new; pairs where an old value is no text (`[[1, "one"], [true, "yes"]]`)."""
    backup: CollectionName | None = None
    """Keeps the values as they were; needed where a new value may be there already, or two become one."""

    @model_validator(mode="before")
    @classmethod
    def _paired(cls, given: Any) -> Any:  # noqa: ANN401 what was asked for, before it is checked
        if isinstance(given, dict) and isinstance(given.get("values"), list):
            return {**given, "values": tuple(tuple(p) if isinstance(p, list) else p for p in given["values"])}
        return given

    @property
    def pairs(self) -> tuple[tuple[Any, Any], ...]:
        return tuple(self.values.items()) if isinstance(self.values, dict) else self.values

    @property
    def merges(self) -> bool:
        """Two of the old values become one."""
        new = [value for _, value in self.pairs]
        return any(_same(value, other) for place, value in enumerate(new) for other in new[place + 1 :])

    @property
    def exchanges(self) -> bool:
        """The new values are the old ones in another order: each document's value leads back to what it was."""
        old, new = [old for old, _ in self.pairs], [new for _, new in self.pairs]
        return not self.merges and all(any(_same(value, other) for other in old) for value in new)

    @model_validator(mode="after")
    def _possible(self) -> MapValues:
        if not self.pairs:
            msg = "values names no value"
            raise ValueError(msg)
        for place, (old, new) in enumerate(self.pairs):
            if old is None or isinstance(old, list):
                msg = f"values: {old!r} is no value that is mapped; use add_field for what is missing, `run` for lists"
                raise ValueError(msg)
            if _same(old, new):
                msg = f"values: {old!r} becomes itself; leave it out"
                raise ValueError(msg)
            if any(_same(old, other) for other, _ in self.pairs[place + 1 :]):
                msg = f"values: {old!r} is there twice"
                raise ValueError(msg)
        return self

    def summary(self) -> str:
        return f"Map {counted(self.pairs, 'value')} of {self.collection}.{self.field}"

    def fragment(self) -> tuple[str, ...]:
        return ("map", self.collection, self.field)


class CopyDocuments(ChangeValue):
    """Documents, parts of them, or the elements of a list in them, as documents of another collection."""

    kind: Literal["copy_documents"]
    collection: CollectionName
    to: CollectionName
    where: dict[str, Value] | None = None
    """Which documents; all of them where it is left out."""
    fields: Annotated[tuple[MemberPath, ...], Field(strict=False)] = ()
    """What of each is copied besides `_id`; the whole of it where it is left out."""
    each: MemberPath | None = None
    """A list of objects: each element becomes a document of its own."""
    parent: str | None = None
    """The field in which such a document names the one that it came from."""
    move: bool = False
    """They leave the first collection."""
    backup: CollectionName | None = None
    """Remembers which documents were copied; needed where `to` holds some already."""

    @model_validator(mode="after")
    def _possible(self) -> CopyDocuments:
        if self.collection == self.to:
            msg = "to is another collection"
            raise ValueError(msg)
        if self.move and (self.fields or self.each):
            msg = "move takes whole documents; copy, and then use remove_field with a backup"
            raise ValueError(msg)
        if (self.each is None) != (self.parent is None):
            msg = "each and parent go together: parent is the field that holds the _id of the document around the list"
            raise ValueError(msg)
        if self.parent is not None and ("." in field_name(self.parent) or self.parent == "_id"):
            msg = "parent is a field at the top of the new documents"
            raise ValueError(msg)
        if self.each is not None and ("[]" in self.each or self.fields):
            msg = "each names a list in the document, and takes its elements whole"
            raise ValueError(msg)
        if any("[]" in field for field in self.fields):
            msg = "a field of each element is copied by the name of the list"
            raise ValueError(msg)
        if self.where == {}:
            msg = "where must name a condition; leave it out for all documents"
            raise ValueError(msg)
        return self

    def summary(self) -> str:
        what = f"each of {self.each} in {self.collection}" if self.each else self.collection
        return f"{'Move' if self.move else 'Copy'} {what} to {self.to}"

    def fragment(self) -> tuple[str, ...]:
        return ("move" if self.move else "copy", self.each or self.collection, "to", self.to)
