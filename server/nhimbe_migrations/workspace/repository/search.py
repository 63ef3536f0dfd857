"""Looks for migrations where no usual place has them: folders with SQL, package scripts.

Only names of folders and a few small files are read, as data; nothing of the repository is run.
"""

from __future__ import annotations

import json
import posixpath
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.system.limits import SETTINGS_BYTES
from nhimbe_migrations.system.unchanged import listing_of

__all__ = [
    "FolderListing",
    "folders_below",
    "history_rank",
    "package_scripts",
]

_SKIPPED = frozenset({
    "node_modules", "dist", "build", "vendor", "target", "venv", "fixtures", "testdata", "coverage", "archive", "__tests__",
})  # fmt: skip
_DEPTH = 5
_MOST_FOLDERS = 3_000
_CALLED = {"migrations": 0, "drizzle": 1, "migration": 1, "sql": 2, "schema": 3}
"""Names of folders with migrations, the plainest first."""


@dataclass(frozen=True, slots=True)
class FolderListing:
    """A folder of the repository and the names in it."""

    path: str
    files: tuple[str, ...]

    @property
    def scripts(self) -> int:
        return sum(name.endswith(".sql") for name in self.files)


def folders_below(root: Path, depth: int = _DEPTH) -> Iterator[FolderListing]:
    """Yield the folders of a repository, nearest first, without links, hidden ones and those of other people's code."""
    waiting = deque([(str(root), "", 0)])
    seen = 0
    while waiting and seen < _MOST_FOLDERS:
        place, path, level = waiting.popleft()
        seen += 1
        found = listing_of(place)
        yield FolderListing(path, found.files)
        if level < depth:
            below = (name for name in found.folders if name not in _SKIPPED and not name.startswith("."))
            waiting += [(f"{place}/{name}", posixpath.join(path, name), level + 1) for name in below]


def history_rank(folder: FolderListing) -> int | None:
    """Return how plainly a folder is called one of migrations, from 0; None where its name says nothing of them."""
    named = _CALLED.get(posixpath.basename(folder.path).lower())
    if named is None and posixpath.basename(folder.path).lower().endswith("migrations"):
        return 1
    return named


def package_scripts(root: Path, base: str) -> Iterator[tuple[str, str]]:
    """The scripts of the package.json beside the wrangler file and at the top, with the folder of each."""
    for folder in dict.fromkeys((base, "")):
        data = _json(root, posixpath.join(folder, "package.json"))
        scripts = data.get("scripts") if isinstance(data, dict) else None
        for script in scripts.values() if isinstance(scripts, dict) else ():
            if isinstance(script, str):
                yield folder, script


def _json(root: Path, path: str) -> object:
    try:
        return json.loads(_text(root, path) or "null")
    except (ValueError, RecursionError):
        return None


def _text(root: Path, path: str) -> str | None:
    try:
        return read_regular(root / path, within=root, most=SETTINGS_BYTES).decode("utf-8-sig")
    except (OSError, PathError, UnicodeDecodeError):
        return None
