"""The migrations folder as a set of files: which of them are migrations, which are foreign, and their first lines.

First lines are kept while a file's stat is the same. A file that was changed within the clock's grain of the
moment of reading is read again next time: its stat could not tell a second change.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.workspace.discovery import Repository

__all__ = ["Entry", "FileState", "Folder", "Header", "is_migration", "number_of", "read_folder", "settled"]

FileState = tuple[int, int, int]
"""Modification time (ns), size, inode."""

_GRAIN = 50_000_000
"""Nanoseconds: well above the tick by which file systems stamp times (4–10 ms)."""
_HEAD_BYTES = 2_048
_HEAD_LINES = 20
_NUMBERED = re.compile(r"(\d{1,6})[_\-. ]")
_DATED = re.compile(r"\d{4}[-_]\d{2}[-_]\d{2}(?!\d)")
_NO_MIGRATION = re.compile(r"(\.d|\.test|\.spec)\.ts$|^index\.ts$|^\.")
_HARMLESS = re.compile(
    r"(\.md|\.mdx|\.json|\.ya?ml|\.toml|\.d\.ts|\.test\.ts|\.spec\.ts)$|^(index\.ts|LICENSE|README|\.DS_Store|"
    r"\.git\w+|\.prettier\w+|\.eslint\S+|\.editorconfig)$"
)
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


def is_migration(name: str) -> bool:
    """Say whether a file of this name, in the migrations folder, is a migration."""
    return name.endswith((".sql", ".ts")) and not _NO_MIGRATION.search(name)


def number_of(name: str) -> int | None:
    """Return the number that a file name carries; None for legacy names. A date in front is no number."""
    match = _NUMBERED.match(name)
    return int(match[1]) if match and not _DATED.match(name) else None


def settled(states: Iterable[int], now: int) -> bool:
    """Say whether modification times (ns) are all so old that another change would show in them."""
    return all(state < now - _GRAIN for state in states)


def list_folder(repository: Repository) -> tuple[tuple[str, FileState, Literal["file", "folder", "link"]], ...]:
    """Return name, state and kind of all that stands in the migrations folder, by name; nothing where it is missing.

    Raises:
        PathError: the folder leaves the repository, is none, or may not be read.
    """
    place = repository.locate(repository.layout.migrations)
    found: list[tuple[str, FileState, Literal["file", "folder", "link"]]] = []
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                link = entry.is_symlink()
                state = entry.stat(follow_symlinks=False)
                kind: Literal["file", "folder", "link"] = "link" if link else "folder" if entry.is_dir() else "file"
                found.append((entry.name, (state.st_mtime_ns, state.st_size, state.st_ino), kind))
    except FileNotFoundError:
        return ()
    except NotADirectoryError as error:
        raise PathError(f"{repository.layout.migrations} is a file, where the migrations folder should be.") from error
    except OSError as error:
        raise PathError(f"{repository.layout.migrations} cannot be read: {error.strerror}.") from error
    return tuple(sorted(found))


def read_folder(
    repository: Repository, listing: tuple[tuple[str, FileState, Literal["file", "folder", "link"]], ...]
) -> Folder:
    """Return what `listing` amounts to; reads the head of each migration that is not known yet."""
    place = repository.locate(repository.layout.migrations)
    schema = _name_here(repository)
    entries, foreign, unreadable, folders = [], [], [], []
    for name, state, kind in listing:
        if kind == "folder":
            folders.append(name)
        elif name == schema:
            continue
        elif not is_migration(name):
            if not _HARMLESS.search(name):
                foreign.append(name)
        else:
            header: Header | None = None
            try:
                header = _header(_locate(repository, place, name, kind), state)
            except PathError as error:
                unreadable.append((name, error.what))
            except OSError as error:
                unreadable.append((name, error.strerror or str(error)))
            entries.append(Entry(name, state, number_of(name), header))
    return Folder(tuple(entries), tuple(foreign), tuple(unreadable), tuple(folders))


def _name_here(repository: Repository) -> str | None:
    """schema.sql's name where it lives among the migrations: it is none of them."""
    folder, _, name = repository.layout.schema.rpartition("/")
    return name if folder == repository.layout.migrations else None


def _locate(repository: Repository, place: Path, name: str, kind: str) -> str:
    return str(repository.locate(f"{repository.layout.migrations}/{name}")) if kind == "link" else f"{place}/{name}"


_headers: dict[str, tuple[FileState, Header | None]] = {}


def _header(path: str, state: FileState) -> Header | None:
    known = _headers.get(path)
    if known is not None and known[0] == state:
        return known[1]
    now = time.time_ns()
    header = _read_header(path)
    if settled((state[0],), now):
        _headers[path] = (state, header)
    return header


def _read_header(path: str) -> Header | None:
    # O_NONBLOCK: a pipe of that name must not hold us up.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        head = os.read(handle, _HEAD_BYTES)
    finally:
        os.close(handle)
    lines = head.decode("utf-8-sig", "replace").splitlines()[:_HEAD_LINES]
    for position, line in enumerate(lines, start=1):
        if match := _HEADER.match(line):
            return Header(int(match[1]), match[2], position)
    return None
