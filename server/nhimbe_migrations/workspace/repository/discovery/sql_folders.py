"""Folders with a history of SQL where no wrangler file leads to one: each may be the history that is meant."""

from __future__ import annotations

import filecmp
import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from nhimbe_migrations.workspace.repository.discovery.homes import Home, holds_migrations, plain
from nhimbe_migrations.workspace.repository.discovery.other_sql import holds_other_sql, is_other_sql
from nhimbe_migrations.workspace.repository.discovery.wrangler_files import is_aside
from nhimbe_migrations.workspace.repository.search import FolderListing, history_rank, package_scripts

__all__ = ["applied_by_script", "equal_folders", "folders_by_script", "inner_folders", "schema_files"]

_EXECUTE = re.compile(r"\bd1\s+execute\s+(?P<name>[\w.-]+)\b[^&|;]*?--file[= ](?P<file>[^\s'\"]+)")
_APPLY = re.compile(r"\bd1\s+migrations\s+apply\s+(?P<name>[\w.-]+)")
_PARTS = re.compile(r"up|down|rollbacks?|seeds?|archived?|old|legacy|backups?|data|meta|drafts?|manual", re.IGNORECASE)
"""Folders inside one of migrations that hold something else than another database's."""
_COMPARED = 50
"""Files that are compared before two folders count as one."""
_NO_HISTORY = re.compile(r"(?![Vv]?[0-9])(?:[\w.-]*[-_.])?(?:schema|seeds?)(?:[-_.][\w.-]*)?\.sql", re.IGNORECASE)
"""A script that hands out the schema or the seeds (`d1/schema.sql`) says nothing of where migrations are."""
_NUMBERED = re.compile(r"[Vv]?[0-9].*\.sql", re.DOTALL)


def folders_by_script(root: Path, base: str) -> Iterator[tuple[str, str]]:
    """Yield the database and the folder of each migration that a package script hands to `wrangler d1 execute`."""
    for folder, script in package_scripts(root, base):
        for match in _EXECUTE.finditer(script):
            home = plain(posixpath.join(folder, posixpath.dirname(match["file"])))
            if _NO_HISTORY.fullmatch(posixpath.basename(match["file"])):
                continue
            if home and (root / home).is_dir():
                yield match["name"], home


def applied_by_script(root: Path, base: str) -> frozenset[str]:
    """Return the databases that package scripts apply migrations to."""
    return frozenset(match["name"] for _, script in package_scripts(root, base) for match in _APPLY.finditer(script))


def equal_folders(root: Path, base: str, folders: Sequence[FolderListing]) -> tuple[Home, ...]:
    """Return the folders with SQL that are called as ones of migrations; several where none stands out.

    The plainest name below `base` comes first, and what is called as plainly is its equal. Not so a copy of it, or what
    lies among examples; a folder inside of one that holds numbered files is another database's.
    """
    called = [(item, rank) for item in folders if (rank := _rank(root, item)) is not None]
    if not called:
        return ()
    order = sorted(
        called, key=lambda pair: (*_call(base, *pair), pair[0].path.count("/"), -pair[0].scripts, pair[0].path)
    )
    first, first_rank = order[0]
    best = _call(base, first, first_rank)
    equal = [item for item, rank in order if _call(base, item, rank) == best]
    chosen: list[FolderListing] = []
    for item in (*equal, *(item for item in folders if _is_inside(item, equal))):
        if item not in chosen and not any(_is_copy(root, item, other) for other in chosen):
            chosen.append(item)
    return tuple(map(_home, chosen))


def inner_folders(root: Path, parent: str, folders: Sequence[FolderListing]) -> tuple[Home, ...]:
    """Return the folders inside of one of migrations that are other databases'."""
    parents = [item for item in folders if item.path == parent]
    found = [
        item for item in folders if _is_inside(item, parents) and not any(_is_copy(root, item, of) for of in parents)
    ]
    return tuple(_home(item) for item in found)


def schema_files(root: Path, folders: Sequence[FolderListing]) -> tuple[str, ...]:
    """Return every schema.sql that is SQLite's, the plainest place first: not among examples, then by depth."""
    paths = [posixpath.join(item.path, name) for item in folders for name in item.files if name == "schema.sql"]
    order = sorted(paths, key=lambda path: (is_aside(path), path.count("/"), path))
    return tuple(path for path in order if not is_other_sql(root, path))


def _home(item: FolderListing) -> Home:
    return Home((), None, item.path, 0, f"{item.path}/ holds migrations")


def _rank(root: Path, item: FolderListing) -> int | None:
    rank = history_rank(item)
    if rank is None or not (item.scripts or holds_migrations(root, item.path)) or holds_other_sql(root, item.path):
        return None
    return rank


def _call(base: str, item: FolderListing, rank: int) -> tuple[bool, bool, int]:
    below = not base or item.path == base or item.path.startswith(f"{base}/")
    return is_aside(f"{item.path}/"), not below, rank


def _is_inside(item: FolderListing, parents: Sequence[FolderListing]) -> bool:
    parent, name = posixpath.split(item.path)
    if _PARTS.fullmatch(name) or not any(other.path == parent for other in parents):
        return False
    return any(_NUMBERED.fullmatch(file) for file in item.files)


def _is_copy(root: Path, one: FolderListing, other: FolderListing) -> bool:
    """Whether all scripts of the one stand in the other, to the byte."""
    scripts = [name for name in one.files if name.endswith(".sql")]
    if not scripts or not set(scripts) <= set(other.files):
        return False
    try:
        return all(
            filecmp.cmp(root / one.path / name, root / other.path / name, shallow=False) for name in scripts[:_COMPARED]
        )
    except OSError:
        return False
