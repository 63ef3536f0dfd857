"""Brings one file from one content to another, in one step that readers see whole, and never over somebody else's work.

The content is compared right before the step. For what slips in between, the file that the step took away is looked
at as well: where it is not what was compared, it goes back, and the write is refused. On Linux the two files are
exchanged, so this holds however the other program wrote; elsewhere a second name keeps the old file, which shows
what was written into it, but not that it was replaced in that instant.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Literal

from nhimbe_migrations.errors import ConflictError, MigrationsError
from nhimbe_migrations.workspace.changes.filesystem import Disk, OpenFolder
from nhimbe_migrations.workspace.changes.staging import Staging

__all__ = ["Put", "Side", "changed_under_us", "put_file"]

Side = Literal["before", "after"]
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.EACCES}


@dataclass(frozen=True, slots=True)
class Put:
    """One file that is to change."""

    path: str
    """For messages."""
    place: OpenFolder
    name: str
    index: int
    """Of its change in the change set."""
    side: Side
    """Where it goes."""
    source: bytes | None
    """What it must be now; None: not there."""
    target: bytes | None
    """What it will be; None: not there."""
    mode: int | None
    """Permission bits where it is made; None: as usual."""


def put_file(disk: Disk, staging: Staging, put: Put) -> None:
    """Bring the file to `target`; nothing to do where it is there already.

    Raises:
        ConflictError: it is neither `source` nor `target`.
        OSError: the disk refuses.
    """
    staging.drop_hidden(put.place, put.name)
    found = disk.read(put.place, put.name)
    content = None if found is None else found[0]
    if content == put.target:
        return
    if content != put.source:
        raise changed_under_us(put.path)
    try:
        _step(disk, staging, put, found[1] if found else put.mode)
    except OSError as error:
        # One device may be mounted twice, and nothing moves from one mount to the other.
        if error.errno != errno.EXDEV or staging.beside_only:
            raise
        staging.beside_only = True
        _step(disk, staging, put, found[1] if found else put.mode)
    disk.flush(put.place)


def _step(disk: Disk, staging: Staging, put: Put, mode: int | None) -> None:
    if put.target is None:
        _take_away(disk, staging, put)
        return
    _ready(disk, staging, put, put.target, mode)
    if put.source is None:
        _add(disk, staging, put)
    else:
        _replace(disk, staging, put)


def _ready(disk: Disk, staging: Staging, put: Put, data: bytes, mode: int | None) -> None:
    """See to it that `data` waits to be moved, with the right mode; it may wait there already."""
    with staging.hold(put.place, put.index, put.name, put.side) as (room, waiting):
        known = disk.read(room, waiting)
    if known is None or known[0] != data or (mode is not None and known[1] != mode):
        staging.put(put.place, put.index, put.name, data, mode=mode, side=put.side)


def _add(disk: Disk, staging: Staging, put: Put) -> None:
    """A rename would silently replace a file that has just come; a link refuses."""
    with staging.hold(put.place, put.index, put.name, put.side) as (room, waiting):
        try:
            disk.link(room, waiting, put.place, put.name)
        except FileExistsError as error:
            raise changed_under_us(put.path) from error
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            disk.rename(room, waiting, put.place, put.name)
        else:
            disk.unlink(room, waiting)


def _replace(disk: Disk, staging: Staging, put: Put) -> None:
    other: Side = "before" if put.side == "after" else "after"
    with (
        staging.hold(put.place, put.index, put.name, put.side) as (room, waiting),
        staging.hold(put.place, put.index, put.name, other) as (_, kept),
    ):
        exchanged = disk.exchange(room, waiting, put.place, put.name)
        if not exchanged:
            disk.rename(room, waiting, put.place, put.name)
        taken = waiting if exchanged else kept
        if not _is(disk, room, taken, put.source):
            if not (exchanged and disk.exchange(room, taken, put.place, put.name)):
                disk.rename(room, taken, put.place, put.name)
            raise changed_under_us(put.path)
        if exchanged:
            disk.unlink(room, waiting)


def _take_away(disk: Disk, staging: Staging, put: Put) -> None:
    with staging.hold(put.place, put.index, put.name, "gone") as (room, waiting):
        disk.rename(put.place, put.name, room, waiting)
        if not _is(disk, room, waiting, put.source):
            disk.rename(room, waiting, put.place, put.name)
            raise changed_under_us(put.path)
        disk.unlink(room, waiting)


def _is(disk: Disk, room: OpenFolder, name: str, content: bytes | None) -> bool:
    """Say whether the file that was taken away is the one that was compared; a file that was not kept counts as it."""
    try:
        found = disk.read(room, name)
    except MigrationsError:
        return False
    return found is None or found[0] == content


def changed_under_us(path: str) -> ConflictError:
    """The refusal of a write whose base has moved."""
    return ConflictError(
        f"{path} has changed since it was read.",
        why="Overwriting it would lose somebody else's change.",
        way_out="Call again: the change is worked out from the file as it is now.",
    )
