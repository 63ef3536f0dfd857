"""Every write of the product: a set of files that changes whole or not at all, and can be taken back.

with repository_lock(repository, what="write 013_add_themes.sql"):
    apply(repository, [FileChange(path, None, data), ...], label="write 013_add_themes.sql", meta={...})
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from nhimbe_migrations.errors import ConflictError, LockError, PathError
from nhimbe_migrations.workspace.changes.change_set import AppliedSet, FileChange, Record
from nhimbe_migrations.workspace.changes.commit import KEPT, Transaction, recover
from nhimbe_migrations.workspace.changes.filesystem import Disk
from nhimbe_migrations.workspace.changes.lock import held
from nhimbe_migrations.workspace.changes.replace_file import changed_under_us
from nhimbe_migrations.workspace.changes.state_dir import state_folder
from nhimbe_migrations.workspace.git.queries import blobs_on_default
from nhimbe_migrations.workspace.repository.paths import confine, plain_path
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["AppliedSet", "FileChange", "applied_sets", "apply", "last_applied", "recover", "undo"]


def apply(
    repository: Repository,
    changes: Sequence[FileChange],
    *,
    label: str,
    meta: Mapping[str, Any] | None = None,
    disk: Disk | None = None,
) -> AppliedSet:
    """Write all of `changes`, or nothing; the caller holds the repository's lock.

    Files keep their permission bits, symbolic links stay links, missing folders are made. A change that changes
    nothing is left out.

    Args:
        repository: Where.
        changes: At most one per file; `before` is what must be on the disk now.
        label: What it is, for people.
        meta: JSON data to keep with it.
        disk: The system calls; for tests.

    Raises:
        ConflictError: a file is not as `before` says, or its name differs only by case from one that is there.
        PathError: a path leaves the repository, is a folder, or is write-protected.
        RepositoryError: the disk refuses. In all cases the files are as they were.
    """
    _demand_lock(repository)
    wanted = tuple(
        FileChange(plain_path(change.path), change.before, change.after, change.mode)
        for change in changes
        if change.before != change.after
    )
    done = AppliedSet(os.urandom(6).hex(), label, dict(meta or {}), wanted, _now())
    if wanted:
        disk = disk or Disk()
        recover(repository, disk=disk)
        Transaction(state_folder(repository), _record(repository, done, disk), disk).commit()
    return done


def applied_sets(repository: Repository) -> list[AppliedSet]:
    """Return the change sets of this work tree that can be taken back, the oldest first (the last fifty are kept)."""
    return [record.set for _, record in _history(repository)]


def last_applied(repository: Repository) -> AppliedSet | None:
    """Return the change set that `undo` would take back."""
    newest = next(_newest(repository), None)
    return newest[1].set if newest else None


def undo(repository: Repository, *, committed: bool = False, disk: Disk | None = None) -> AppliedSet:
    """Take the last change set back, byte for byte; the caller holds the repository's lock.

    Called again, it takes back the one before. With `committed`, also what the default branch has.

    Returns:
        The change set that was taken back.

    Raises:
        ConflictError: there is none, its files differ from what it wrote, or the default branch has it. All files
            are as they were.
    """
    _demand_lock(repository)
    newest = next(_newest(repository), None)
    if newest is None:
        raise ConflictError("There is nothing to undo.", why="No change set of this work tree is in the undo history.")
    name, record = newest
    _demand_unchanged(repository, record)
    if not committed:
        _demand_not_shared(repository, record)
    back = tuple(
        FileChange(change.path, change.after, change.before, mode)
        for change, mode in zip(record.set.changes, record.modes, strict=True)
    )
    taken = AppliedSet(os.urandom(6).hex(), f"take back: {record.set.label}", {}, back, _now())
    disk = disk or Disk()
    Transaction(state_folder(repository), _record(repository, taken, disk, undoes=name), disk).commit()
    _remove_empty(Path(record.root), record.new_folders, disk)
    return record.set


def _record(repository: Repository, done: AppliedSet, disk: Disk, undoes: str | None = None) -> Record:
    """Check every file against the disk, and note where it really lies and how it may be used."""
    places, modes, folders = [], [], dict[str, None]()
    claimed: dict[str, str] = {}
    for change in done.changes:
        place = confine(repository.root, change.path).relative_to(repository.root).as_posix()
        if (other := claimed.setdefault(_folded(place), change.path)) != change.path:
            raise ConflictError(f"{other} and {change.path} are one file on some file systems.", way_out="Rename one.")
        places.append(place)
        modes.append(_checked(repository, change, place, disk))
        folders |= dict.fromkeys(_missing(repository.root, place))
    if len(set(places)) < len(places):
        raise ConflictError("Two changes of one change set are for one file.")
    return Record(done, str(repository.root), tuple(places), tuple(modes), tuple(folders), undoes)


def _checked(repository: Repository, change: FileChange, place: str, disk: Disk) -> int | None:
    folder, _, name = place.rpartition("/")
    try:
        with disk.folder(repository.root, folder) as opened:
            found = disk.read(opened, name)
            if change.before is None:
                _demand_free_name(disk.names(opened), name, change.path)
    except FileNotFoundError:
        found = None
    except OSError as error:
        raise PathError(f"{change.path} cannot be reached: {error.strerror}.") from error
    content, mode = found or (None, None)
    if content != change.before:
        if change.before is None:
            raise ConflictError(f"{change.path} is there already.", way_out="Choose another name.")
        raise changed_under_us(change.path)
    if mode is not None and not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise PathError(f"{change.path} is write-protected.", way_out="Make it writable, if it may change.")
    return mode


def _demand_free_name(names: Iterable[str], name: str, path: str) -> None:
    clash = next((other for other in names if other != name and _folded(other) == _folded(name)), None)
    if clash is not None:
        raise ConflictError(
            f"{path} cannot be made beside {clash!r}.",
            why="Case-insensitive file systems (macOS, Windows) treat the two as one file.",
            way_out="Choose another name.",
        )


def _missing(root: Path, place: str) -> list[str]:
    parts = place.split("/")[:-1]
    folders = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    return [folder for folder in folders if not (root / folder).exists()]


def _demand_unchanged(repository: Repository, record: Record) -> None:
    differing = []
    for change in record.set.changes:
        try:
            same = repository.read_bytes(change.path) == change.after
        except PathError:
            same = False
        if not same:
            differing.append(change.path)
    if differing:
        raise ConflictError(
            f"{record.set.label!r} cannot be undone: {', '.join(differing)} differ{'s' * (len(differing) == 1)} "
            "from what it wrote.",
            why="Taking it back would lose what came after. Nothing was changed.",
            way_out="Undo the later edits yourself, or write a new migration.",
        )


def _demand_not_shared(repository: Repository, record: Record) -> None:
    """Refuse what the default branch has: others may have run it.

    A file that the set made is enough. One that it only changed may hold what it held before: it counts where all are there.
    """
    shared = blobs_on_default(repository, [change.path for change in record.set.changes])
    there = {path: [data for data in found if data is not None] for path, found in shared.items()}
    made = [change.path for change in record.set.changes if change.before is None and there[change.path]]
    changed = [change.path for change in record.set.changes if change.after in there[change.path]]
    known = made or (changed if len(changed) == len(record.set.changes) else [])
    if known:
        raise ConflictError(
            f"{record.set.label!r} cannot be undone: {known[0]} is committed on the default branch.",
            why="A database elsewhere may have it already; committed migrations do not change.",
            way_out="Write a new migration that undoes it; undo_migration with committed=true takes the file back all the same.",
        )


def _history(repository: Repository) -> list[tuple[str, Record]]:
    return list(_newest(repository))[::-1]


def _newest(repository: Repository) -> Iterator[tuple[str, Record]]:
    """Yield file name and record of this work tree's change sets, the newest first."""
    folder = state_folder(repository) / "applied"
    for path in sorted(folder.glob("*.json"), reverse=True):
        record = _kept(path)
        if record is not None and record.root == str(repository.root):
            yield path.name, record


@lru_cache(maxsize=KEPT)
def _kept(path: Path) -> Record | None:
    # The name holds the change set's random id, so one name is one content.
    try:
        return Record.load(path.read_bytes())
    except (OSError, ValueError):
        return None


def _remove_empty(root: Path, folders: Iterable[str], disk: Disk) -> None:
    for folder in reversed(tuple(folders)):
        outer, _, name = folder.rpartition("/")
        with suppress(OSError), disk.folder(root, outer) as place:
            disk.remove_folder(place, name)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _demand_lock(repository: Repository) -> None:
    if not held(repository):
        raise LockError("A change set is written under the repository's lock.", way_out="Take `repository_lock` first.")
