"""Where else in the repository a migration is named: what to look through when it is renumbered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from nhimbe_migrations.errors import UnusableFileError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.workspace.git.command import ask_git
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["find_references"]

_SKIPPED = frozenset({".git", "node_modules", ".wrangler", "dist", "build", ".venv", "__pycache__"})
_LARGEST = 2_000_000
"""Bytes of a file that is looked into, outside git."""


def find_references(repository: Repository, name: str) -> list[str]:
    """Return the text files that hold `name`, from the top of the repository, sorted.

    In git: tracked and untracked files that are not ignored, with one process. Elsewhere: all but tool folders.
    """
    if not name or "\n" in name or "\0" in name:
        return []
    if repository.git is not None:
        printed = ask_git(
            repository.root, "grep", "--untracked", "-I", "-l", "-z", "-F", "--no-color", "-e", name, "--", ".",
            none_is_fine=True,
        )  # fmt: skip
        if printed is not None:
            return sorted(found.decode("utf-8", "surrogateescape") for found in printed.split(b"\0") if found)
    return sorted(_walked(repository.root, name.encode("utf-8", "surrogateescape")))


def _walked(root: Path, name: bytes) -> Iterator[str]:
    for folder, inner, files in os.walk(root):
        inner[:] = [item for item in inner if item not in _SKIPPED]
        for file in files:
            path = Path(folder, file)
            if path.is_symlink():
                continue
            try:
                data = read_regular(path, within=root, most=_LARGEST)
            except (OSError, UnusableFileError):
                continue
            if name in data and b"\0" not in data:
                yield path.relative_to(root).as_posix()
