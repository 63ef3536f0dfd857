"""The wrangler files of a repository, those that most speak for its D1 databases first."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nhimbe_migrations.errors import RepositoryError
from nhimbe_migrations.workspace.repository.search import FolderListing
from nhimbe_migrations.workspace.repository.wrangler import WRANGLER_NAMES, D1Binding, is_sample, read_wrangler

__all__ = ["WranglerFile", "read_files"]

_DEPTH = 4
"""How many folders below the top a wrangler file is looked for (`packages/api/wrangler.toml`)."""
_ASIDE = frozenset({"example", "examples", "template", "templates", "demo", "demos", "test", "tests", "e2e", "docs"})
"""Folders whose Workers show something, and are not what the repository is for."""


@dataclass(frozen=True, slots=True)
class WranglerFile:
    """One wrangler file and the D1 bindings in it."""

    path: str
    bindings: tuple[D1Binding, ...]
    unusable: str | None = None
    """Why it cannot be used."""

    @property
    def base(self) -> str:
        """Its folder, from which its paths count."""
        return posixpath.dirname(self.path)

    @property
    def is_aside(self) -> bool:
        return is_aside(self.path)


def is_aside(path: str) -> bool:
    """Say whether a path lies among examples, templates or tests."""
    return not _ASIDE.isdisjoint(path.lower().split("/")[:-1])


def read_files(root: Path, folders: Sequence[FolderListing]) -> tuple[WranglerFile, ...]:
    """Return the wrangler files: that of `worker/` and of the top first, then by depth, then those of examples.

    A file that people copy to get their own counts where no other one has a database. Where the one of `worker/` or of the
    top cannot be used, that is told; another one is no stand-in for it.
    """
    near = [item for item in folders if item.path.count("/") < _DEPTH]
    named = [(item.path, next((name for name in WRANGLER_NAMES if name in item.files), None)) for item in near]
    paths = [posixpath.join(folder, name) for folder, name in named if name]
    # Also a link in a circle and a folder of that name: what cannot be used is told of, not passed over.
    odd = (posixpath.join(folder, name) for folder in ("worker", "") for name in WRANGLER_NAMES)
    paths += [path for path in odd if path not in paths and os.path.lexists(root / path)]
    found = [_read(root, path, strict=posixpath.dirname(path) in {"worker", ""}) for path in paths]
    if any(item.unusable for item in found):
        return tuple(sorted((item for item in found if item.base in {"worker", ""}), key=_place))
    if not any(item.bindings for item in found):
        samples = [posixpath.join(item.path, name) for item in near for name in item.files if is_sample(name)]
        found += [item for item in (_read(root, path, strict=False) for path in samples) if item.bindings]
    return tuple(sorted(found, key=_place))


def _place(item: WranglerFile) -> tuple[bool, bool, bool, int, str]:
    return (
        not item.bindings and item.unusable is None,
        item.is_aside,
        item.base not in {"worker", ""},
        item.path.count("/") * (item.base != "worker"),
        item.path,
    )


def _read(root: Path, path: str, *, strict: bool) -> WranglerFile:
    try:
        return WranglerFile(path, read_wrangler(root / path, root))
    except RepositoryError as error:
        return WranglerFile(path, (), error.what if strict else None)
