"""Changes put in net: what a chain of steps comes to, so that making them twice makes them once.

`a → b`, then `b → c` is `a → c`; a column dropped and added again is the same member with another type.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nhimbe_migrations.changes.shapes import (
    AddMember,
    AddShape,
    FieldShape,
    RemoveMember,
    RemoveShape,
    RenameMember,
    RenameShape,
    ShapeChange,
    Source,
)

__all__ = ["NetChange", "Retype", "net_changes"]


@dataclass(frozen=True, slots=True)
class Retype:
    """A column dropped and added again: the member stays where it is and takes the new type."""

    owner: str
    field: FieldShape
    source: Source


NetChange = ShapeChange | Retype


def net_changes(changes: Iterable[ShapeChange]) -> tuple[NetChange, ...]:
    """Return the net of `changes`, each standing where its last step stood or earlier."""
    net: list[NetChange] = []
    about: dict[str, list[int]] = {}
    """Where in `net` a change is about an owner; what is about another never merges with this one, nor minds it."""
    for change in changes:
        owners = _owners(change)
        for position in sorted({at for owner in owners for at in about.get(owner, ())}, reverse=True):
            merged = _merge(net[position], change)
            if merged is not None:
                net[position : position + 1] = merged
                if len(merged) != 1 or _owners(merged[0]) != owners:
                    about = _places(net)
                break
            if _touches(net[position], change):
                net.append(change)
                break
        else:
            net.append(change)
        if net and net[-1] is change:
            for owner in owners:
                about.setdefault(owner, []).append(len(net) - 1)
    return tuple(net)


def _places(net: Sequence[NetChange]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at, change in enumerate(net):
        for owner in _owners(change):
            places.setdefault(owner, []).append(at)
    return places


def _touches(earlier: NetChange, later: ShapeChange) -> bool:
    """Tell whether the order of the two matters, so that nothing before `earlier` may take `later` in."""
    shapes = isinstance(earlier, AddShape | RemoveShape | RenameShape) or isinstance(
        later, AddShape | RemoveShape | RenameShape
    )
    return bool({*_owners(earlier)} & {*_owners(later)}) and (shapes or bool({*_names(earlier)} & {*_names(later)}))


def _merge(earlier: NetChange, later: ShapeChange) -> tuple[NetChange, ...] | None:  # noqa: C901, PLR0912 one line a pair
    if earlier.source != later.source:
        return None
    match earlier, later:
        case RenameMember(), RenameMember() if earlier.owner == later.owner and earlier.to == later.name:
            return () if earlier.name == later.to else (replace(earlier, to=later.to),)
        case RenameMember(), RemoveMember() if earlier.owner == later.owner and earlier.to == later.name:
            return (RemoveMember(earlier.owner, earlier.name, earlier.source),)
        case RemoveMember(), AddMember() if earlier.owner == later.owner and earlier.name == later.field.name:
            return (Retype(later.owner, later.field, later.source),)
        case AddMember(), RenameMember() if earlier.owner == later.owner and earlier.field.name == later.name:
            return (replace(earlier, field=replace(earlier.field, name=later.to)),)
        case AddMember(), RemoveMember() if earlier.owner == later.owner and earlier.field.name == later.name:
            return ()
        case AddShape(), AddMember() if earlier.owner == later.owner:
            return (replace(earlier, fields=(*earlier.fields, later.field)),)
        case AddShape(), RemoveMember() if earlier.owner == later.owner:
            return (replace(earlier, fields=tuple(field for field in earlier.fields if field.name != later.name)),)
        case AddShape(), RenameMember() if earlier.owner == later.owner:
            renamed = (replace(field, name=later.to) if field.name == later.name else field for field in earlier.fields)
            return (replace(earlier, fields=tuple(renamed)),)
        case AddShape(), RenameShape() if earlier.owner == later.owner:
            return (replace(earlier, owner=later.to),)
        case RemoveShape(), AddShape() if earlier.owner == later.owner:
            return (later,)
        case AddShape(), RemoveShape() if earlier.owner == later.owner:
            return ()
        case _:
            return None


def _owners(change: NetChange) -> tuple[str, ...]:
    return (change.owner, change.to) if isinstance(change, RenameShape) else (change.owner,)


def _names(change: NetChange) -> tuple[str, ...]:
    match change:
        case AddMember() | Retype():
            return (change.field.name,)
        case RemoveMember():
            return (change.name,)
        case RenameMember():
            return (change.name, change.to)
        case _:
            return ()
