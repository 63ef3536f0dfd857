"""The files of code of a repository, in the work tree or at a commit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.modules import CODE_SUFFIXES, COMPONENTS
from nhimbe_migrations.code_use.sources import is_code, is_test
from nhimbe_migrations.errors import UnusableFileError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.workspace.git.queries import ask_git, blobs, git_path

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["code_at", "code_files", "seed_files"]

_SKIPPED = frozenset({
    "node_modules", "dist", "build", "out", "coverage", "vendor", "target", "bower_components", "public", "static",
})  # fmt: skip
_BYTES = 1 << 20
_MOST = 20_000
"""Files that are looked at; a repository with more is read up to there."""


def code_files(project: Project) -> dict[str, bytes]:
    """Return path → bytes of the code in the work tree, tests and what builds make left out."""
    root = project.repository.root
    found: dict[str, bytes] = {}
    migrations = f"{project.repository.layout.migrations}/"
    for path, state in _walked(root):
        if path.startswith(migrations) or not is_code(path) or is_test(path):
            continue
        data = _content(root, path, state)
        if data is not None:
            found[path] = data
    return found


def seed_files(project: Project) -> dict[str, str]:
    """Return path → text of the SQL files that fill a database: seeds beside the migrations and schema.sql."""
    root, layout = project.repository.root, project.repository.layout
    found: dict[str, str] = {}
    for path, state in _walked(root):
        name = path.rpartition("/")[2].lower()
        if not name.endswith(".sql") or "seed" not in path.lower() or path == layout.schema:
            continue
        if _is_migration(project, path):
            continue
        data = _content(root, path, state)
        if data is not None:
            found[path] = data.decode("utf-8", "surrogateescape")
    return found


def code_at(project: Project, commit: str) -> dict[str, bytes]:
    """Return path → bytes of the code at a commit."""
    repository = project.repository
    prefix = git_path(repository, "")
    printed = ask_git(repository.root, "ls-tree", "-r", "-z", "--long", commit)
    paths: list[str] = []
    for entry in (printed or b"").split(b"\0"):
        head, _, name = entry.partition(b"\t")
        path = name.decode("utf-8", "surrogateescape")
        fields = head.split()
        small = len(fields) == _FIELDS and fields[3].isdigit() and int(fields[3]) <= _BYTES
        if not small or fields[0] == b"120000" or not is_code(path) or is_test(path) or _is_migration(project, path):
            continue
        if not any(part in _SKIPPED or part.startswith(".") for part in path.split("/")[:-1]):
            paths.append(path)
    contents = blobs(repository, [f"{commit}:{prefix}{path}" if prefix else f"{commit}:{path}" for path in paths])
    return {path: data for path, data in zip(paths, contents, strict=True) if data is not None}


_FIELDS = 4


def _is_migration(project: Project, path: str) -> bool:
    folder = project.repository.layout.migrations
    return path.startswith(f"{folder}/")


def _walked(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    pending = [""]
    count = 0
    while pending and count < _MOST:
        folder = pending.pop()
        with suppress(OSError), os.scandir(root / folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _SKIPPED and not entry.name.startswith("."):
                        pending.append(path)
                elif entry.is_file(follow_symlinks=False) and entry.name.endswith(_READ):
                    count += 1
                    yield path, entry.stat(follow_symlinks=False)


_READ = (*CODE_SUFFIXES, *COMPONENTS, ".sql")


def _content(root: Path, path: str, state: os.stat_result) -> bytes | None:
    """The bytes of a file; None for one that cannot be used."""
    if state.st_size > _BYTES:
        return None
    try:
        return read_regular(f"{root}/{path}", within=root, most=_BYTES, seen=state)
    except (OSError, UnusableFileError):
        return None
