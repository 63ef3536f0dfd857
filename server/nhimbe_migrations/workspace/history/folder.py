"""The migrations folder as a set of files: which of them are migrations, which are foreign, and their first lines.

First lines are kept while a file's stat is the same. A file that was changed within the clock's grain of the
moment of reading is read again next time: its stat could not tell a second change.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.system.files import read_head
from nhimbe_migrations.system.unchanged import settled
from nhimbe_migrations.workspace.history.runner_files import files_taken
from nhimbe_migrations.workspace.repository.migration_names import (
    goes_up,
    is_migration,
    is_module,
    number_of,
    speakable,
)
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = [
    "Entry",
    "FileState",
    "Folder",
    "Header",
    "Row",
    "folder_stamp",
    "list_folder",
    "read_folder",
]

FileState = tuple[int, int, int, int]
"""Modification time (ns), size, inode, mode."""
Row = tuple[str, FileState]

_IN_FOLDER = ("migration.sql", "up.sql", "_journal.json")
"""The file that is the migration where each has a folder of its own, drizzle-kit's and Prisma's, and that of others;
and the journal, whose edits change the order."""
_LEVELS = 4
"""Folders below the migrations folder that a pattern may reach into."""
_HEAD_BYTES = 2_048
_HEAD_LINES = 20
_MODULE_BYTES = 65_536
"""Of a module without a number so much is read to see whether it goes up."""
_TITLE = 200
"""Code points of a title; more is no title."""
_HARMLESS = re.compile(
    r"(\.md|\.mdx|\.json|\.ya?ml|\.toml|\.d\.ts|\.test\.ts|\.spec\.ts)$|^(index\.ts|LICENSE|README|\.DS_Store|"
    r"\.git\w+|\.prettier\w+|\.eslint\S+|\.editorconfig)$"
)
_CODE = re.compile(r"\.[cm]?[jt]s$")
"""Beside modules with a number others are helpers, and the configuration of a runner."""
_HEADER = re.compile(
    r"[ \t]*(?:--|//|/?\*+)+[ \t]*migration[ \t]+#?(\d+)[ \t]*[:\-–—.][ \t]*(\S.*?)[ \t]*(?:\*/)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the line `-- Migration NNN: title` says."""

    number: int
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One file that counts as a migration."""

    name: str
    state: FileState
    number: int | None
    """From the file name; None for a legacy file."""
    header: Header | None


@dataclass(frozen=True, slots=True)
class Folder:
    """What stands in the migrations folder."""

    entries: tuple[Entry, ...]
    foreign: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]
    """Migrations that cannot be read, and why."""
    folders: tuple[str, ...]


def folder_stamp(place: Path) -> tuple[int, int] | None:
    """Return what changes when a name comes or goes in a folder; None where it is missing."""
    try:
        state = place.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_ino


def list_folder(repository: Repository, place: Path) -> tuple[Row, ...]:
    """Return all that stands in the migrations folder, in no order; nothing where it is missing.

    Raises:
        PathError: the folder is none, or may not be read.
    """
    try:
        with os.scandir(place) as entries:
            here = tuple((_row(entry), entry.path) for entry in entries)
    except FileNotFoundError:
        return ()
    except NotADirectoryError as error:
        raise PathError(f"{repository.layout.migrations} is a file, where the migrations folder should be.") from error
    except OSError as error:
        raise PathError(f"{repository.layout.migrations} cannot be read: {error.strerror}.") from error
    folders = [(row[0], path) for row, path in here if stat.S_ISDIR(row[1][3]) and not row[0].startswith(".")]
    deep = _LEVELS if repository.layout.pattern else 1
    return (*(row for row, _ in here), *(row for name, path in folders for row in _rows_in(name, path, deep)))


def _rows_in(name: str, path: str, levels: int) -> Iterator[Row]:
    """Yield the files of a folder inside of the migrations folder: one that is a migration, or as deep as a pattern goes."""
    if levels == 1 or name == "meta":
        for item in _IN_FOLDER:
            try:
                state = os.lstat(f"{path}/{item}")
            except OSError:
                continue
            yield f"{name}/{item}", (state.st_mtime_ns, state.st_size, state.st_ino, state.st_mode)
            return
        return
    try:
        with os.scandir(path) as entries:
            found = sorted(((_row(entry), entry.path) for entry in entries), key=lambda pair: pair[0][0])
    except OSError:
        return
    for (inner, known), below in found:
        if stat.S_ISDIR(known[3]):
            yield from _rows_in(f"{name}/{inner}", below, levels - 1) if not inner.startswith(".") else ()
        else:
            yield f"{name}/{inner}", known


def _row(entry: os.DirEntry[str]) -> Row:
    state = entry.stat(follow_symlinks=False)
    return entry.name, (state.st_mtime_ns, state.st_size, state.st_ino, state.st_mode)


_read: dict[str, dict[str, Entry]] = {}
"""Folder → the migrations in it whose heads are known."""


def read_folder(repository: Repository, place: Path, listing: tuple[Row, ...]) -> Folder:
    """Return what `listing` amounts to; reads the head of each migration that is not known yet."""
    now = time.time_ns()
    schema = _name_here(repository)
    runs = files_taken(
        repository.layout.pattern, [name for name, state in listing if not stat.S_ISDIR(state[3]) and name != schema]
    )
    known, kept = _read.get(str(place), {}), {}
    entries, foreign, unreadable, folders, helpers = [], [], [], [], []
    numbered = sum(sequenced(name) and is_module(name) for name, _ in listing)
    for name, state in sorted(listing):
        mode = state[3]
        if stat.S_ISDIR(mode):
            folders.append(speakable(name))
            continue
        entry = known.get(name)
        if entry is not None and entry.state == state:
            entries.append(entry)
            kept[name] = entry
        elif name != schema and (is_migration(name) or is_module(name)) and runs(name):
            if not (sequenced(name) or _is_legacy(repository, place, name, mode, count=numbered)):
                helpers.append(name)
                continue
            try:
                entry = Entry(name, state, number_of(name), _head_of(repository, place, name, mode))
                if settled(state[:1], now) and not stat.S_ISLNK(mode):
                    kept[name] = entry
            except (PathError, OSError) as error:
                entry = Entry(name, state, number_of(name), None)
                unreadable.append((name, error.what if isinstance(error, PathError) else str(error.strerror)))
            entries.append(entry)
        elif _is_foreign(name, schema) and not (_CODE.search(name) and numbered):
            foreign.append(speakable(name))
    if not numbered and any(name.endswith(".sql") for name, _ in listing):
        foreign += [speakable(name) for name in helpers]
    _read[str(place)] = kept
    return Folder(tuple(entries), tuple(foreign), tuple(unreadable), tuple(folders))


def _is_foreign(name: str, schema: str | None) -> bool:
    return name != schema and not _HARMLESS.search(name) and ("/" not in name or name.endswith(".sql"))


def sequenced(name: str) -> bool:
    """Say whether a file name has its place in a sequence by itself: SQL, a number or a time in front."""
    return name.endswith(".sql") or number_of(name) is not None or re.match(r"[Vv]?[0-9]", name) is not None


def _is_legacy(repository: Repository, place: Path, name: str, mode: int, *, count: int) -> bool:
    """Say whether a module without a number goes up.

    Beside numbered ones most do not: helpers, models, the configuration. A file that cannot be read is not passed over.
    """
    if name.endswith((".js", ".mjs", ".cjs")) and count:
        return False
    path = repository.locate(f"{repository.layout.migrations}/{name}") if stat.S_ISLNK(mode) else place / name
    try:
        text = read_head(path, within=repository.root, count=_MODULE_BYTES).decode("utf-8-sig", "replace")
    except (PathError, OSError):
        return not count
    return goes_up(text) or not text.strip()


def _name_here(repository: Repository) -> str | None:
    """schema.sql's name where it lives among the migrations: it is none of them."""
    folder, _, name = repository.layout.schema.rpartition("/")
    return name if folder == repository.layout.migrations else None


def _head_of(repository: Repository, place: Path, name: str, mode: int) -> Header | None:
    linked = stat.S_ISLNK(mode)
    return _read_header(
        str(repository.locate(f"{repository.layout.migrations}/{name}")) if linked else f"{place}/{name}",
        repository.root,
    )


def _read_header(path: str, root: Path) -> Header | None:
    head = read_head(Path(path), within=root, count=_HEAD_BYTES)
    lines = head.decode("utf-8-sig", "replace").splitlines()[:_HEAD_LINES]
    for position, line in enumerate(lines, start=1):
        if match := _HEADER.match(line):
            return Header(int(match[1]), match[2][:_TITLE], position)
    return None
