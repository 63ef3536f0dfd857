"""The files of code of a repository, in the work tree or at a commit."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.modules import CODE_SUFFIXES, COMPONENTS
from nhimbe_migrations.code_use.sources import CodeFiles, is_code, is_test
from nhimbe_migrations.errors import UnusableFileError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.system.unchanged import listing_of, settled, sign_of
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


def code_files(project: Project) -> CodeFiles:
    """Return path → bytes of the code in the work tree, tests and what builds make left out.

    The same object comes back while no file of it has changed.
    """
    root, now = project.repository.root, time.time_ns()
    migrations = f"{project.repository.layout.migrations}/"
    walked = [
        (path, state)
        for path, state in _walked(root)
        if not path.startswith(migrations) and is_code(path) and not is_test(path)
    ]
    key = str(root), migrations
    signs = tuple((path, *sign_of(state)) for path, state in walked)
    known = _last.get(key)
    if known is not None and known[0] == signs:
        return known[1]
    read = ((path, _content(root, path, state)) for path, state in walked)
    found = CodeFiles((path, data) for path, data in read if data is not None)
    _last.pop(key, None)
    if settled((moment for _, state in walked for moment in (state.st_mtime_ns, state.st_ctime_ns)), now):
        _last[key] = signs, found
        while len(_last) > _ROOTS:
            _last.pop(next(iter(_last)))
    return found


_ROOTS = 2
_last: dict[tuple[str, str], tuple[tuple[object, ...], CodeFiles]] = {}


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


def code_at(project: Project, commit: str) -> CodeFiles:
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
    return CodeFiles((path, data) for path, data in zip(paths, contents, strict=True) if data is not None)


_FIELDS = 4


def _is_migration(project: Project, path: str) -> bool:
    folder = project.repository.layout.migrations
    return path.startswith(f"{folder}/")


def _walked(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    pending = [""]
    count = 0
    while pending and count < _MOST:
        folder = pending.pop()
        found = listing_of(root / folder)
        before = f"{folder}/" if folder else ""
        pending += [f"{before}{name}" for name in found.folders if name not in _SKIPPED and not name.startswith(".")]
        for name in found.files:
            if name.endswith(_READ):
                with suppress(OSError):
                    state = os.lstat(f"{root}/{before}{name}")
                    if stat.S_ISREG(state.st_mode):
                        count += 1
                        yield f"{before}{name}", state


_READ = (*CODE_SUFFIXES, *COMPONENTS, ".sql")


def _content(root: Path, path: str, state: os.stat_result) -> bytes | None:
    """The bytes of a file; None for one that cannot be used."""
    if state.st_size > _BYTES:
        return None
    try:
        return read_regular(f"{root}/{path}", within=root, most=_BYTES, seen=state)
    except (OSError, UnusableFileError):
        return None
