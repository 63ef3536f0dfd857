"""What one change to a schema makes of another: the schema to arrive at, where the two have drifted apart."""

from __future__ import annotations

from nhimbe_migrations.d1.schema.comparison import Difference, differences
from nhimbe_migrations.d1.schema.model import Index, Object, Schema, Table, Trigger, View, VirtualTable
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.errors import RefusedError

__all__ = ["changed", "goal_of_edit", "with_changes"]

Key = tuple[ObjectKind, str]


def changed(left: Schema, right: Schema) -> dict[Key, Difference]:
    """Return what differs but for the order of columns, by kind and folded name."""
    return {(item.object, folded(item.name)): item for item in differences(left, right) if not item.order_only}


def goal_of_edit(committed: Schema, edited: Schema, history: Schema, file: str) -> Schema:
    """Return `history` with what the edit from `committed` to `edited` changes.

    Raises:
        RefusedError: the edit changes an object that had drifted before, so that its old form is not what the databases have.
    """
    edits = changed(committed, edited)
    drifted = [item for key, item in changed(committed, history).items() if key in edits]
    drifted = [item for item in drifted if not _same_now(edited, history, item)]
    if drifted:
        named = "; ".join(
            f"{item.object} {item.name}: "
            + item.detail.replace("on the left", f"in the committed {file}").replace("on the right", "in the databases")
            for item in drifted[:3]
        )
        raise RefusedError(
            f"What was edited had drifted from the databases before: {named}.",
            way_out=f"Set {file} back, call update_schema, and edit it again.",
        )
    return with_changes(history, edits, edited)


def _same_now(edited: Schema, history: Schema, item: Difference) -> bool:
    mine, theirs = edited.find(item.object, item.name), history.find(item.object, item.name)
    return mine is not None and theirs is not None and (item.object, folded(item.name)) not in changed(edited, history)


def with_changes(base: Schema, changes: dict[Key, Difference], wanted: Schema) -> Schema:
    """Return `base` with each changed object as `wanted` has it."""
    kept: list[Object] = []
    for kind, item in base.objects():
        taken = wanted.find(kind, item.name) if (kind, folded(item.name)) in changes else item
        if taken is not None:
            kept.append(taken)
    kept += [
        item
        for kind, item in wanted.objects()
        if (kind, folded(item.name)) in changes and base.find(kind, item.name) is None
    ]
    return Schema(
        tables=tuple(item for item in kept if isinstance(item, Table)),
        indexes=tuple(item for item in kept if isinstance(item, Index)),
        triggers=tuple(item for item in kept if isinstance(item, Trigger)),
        views=tuple(item for item in kept if isinstance(item, View)),
        virtual_tables=tuple(item for item in kept if isinstance(item, VirtualTable)),
    )
