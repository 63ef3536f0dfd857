"""What is wanted in the end: fields that change their name, and perhaps their type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.changes.field_paths import FieldPath
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.mongodb.plan.values_changed import conversion
from nhimbe_migrations.mongodb.state.collections import Collection

__all__ = ["FieldChange", "read_wanted"]

_FORM = "Pass what is wanted in the end: rename_field, and for another type also convert_field with the new name as `field`."


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field at the top of a collection's documents, on its way to another name."""

    collection: str
    old: str
    new: str
    to_type: str | None = None
    on_error: Literal["fail", "keep", "null"] = "fail"

    def value(self, collection: Collection) -> Any:  # noqa: ANN401 an aggregation expression
        """The new field's value, as an expression over the old one."""
        if self.to_type is None:
            return f"${self.old}"
        return conversion(f"${self.old}", self.to_type, collection.fields.get(self.old, "unknown"), self.on_error)


def read_wanted(wanted: Sequence[changes.Change]) -> tuple[FieldChange, ...]:
    """Return the fields that `wanted` gives another name.

    Raises:
        ArgumentError: a change is of another kind, or the field is not one at the top of a document.
    """
    types = {(c.collection, c.field): c for c in wanted if isinstance(c, changes.ConvertField)}
    found: list[FieldChange] = []
    for change in wanted:
        if not isinstance(change, changes.RenameField):
            continue
        for name in (change.field, change.to):
            path = FieldPath.of(name)
            if path.nested or path.in_lists:
                raise ArgumentError(
                    f"{name!r} is not a field at the top of a document.",
                    why="Two names beside one another are kept for those alone.",
                    way_out="Use strategy direct, or rename what holds it.",
                )
        typed = types.pop((change.collection, change.to), None)
        found.append(
            FieldChange(change.collection, change.field, change.to)
            if typed is None
            else FieldChange(change.collection, change.field, change.to, typed.to_type, typed.on_error)
        )
    others = [c.kind for c in wanted if not isinstance(c, changes.RenameField | changes.ConvertField)]
    if not found or others or types:
        named = f"{others[0]} is no part of it." if others else "No field is renamed by `changes`."
        raise ArgumentError(f"expand and contract change a field's name: {named}", way_out=_FORM)
    return tuple(found)
