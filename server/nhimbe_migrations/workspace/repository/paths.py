"""Paths that stay inside the repository, also through symbolic links."""

from __future__ import annotations

import os
import re
import stat
from functools import lru_cache
from pathlib import Path

from nhimbe_migrations.errors import PathError

__all__ = ["confine", "inside", "plain_path"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SHOWN = 200
_NAME_BYTES = 255
"""NAME_MAX of the usual file systems."""


@lru_cache(maxsize=4096)
def plain_path(path: str) -> str:
    """Return `path` in its plain form: relative, forward slashes, no `.` and no `..`.

    Raises:
        PathError: it is empty, absolute, climbs, or holds a character that no path here may hold.
    """
    if not path or _CONTROL.search(path):
        raise _refusal(path, "it is empty or has a control character")
    if "\\" in path:
        raise _refusal(path, "it holds a backslash")
    if path.startswith(("/", "~")) or path[1:2] == ":":
        raise _refusal(path, "it is absolute")
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if ".." in parts:
        raise _refusal(path, "it climbs with `..`")
    if not parts:
        raise _refusal(path, "it names no file")
    if any(len(os.fsencode(part)) > _NAME_BYTES for part in parts):
        raise _refusal(path, f"a part of it is longer than {_NAME_BYTES} bytes")
    if any(part.lower() == ".git" for part in parts):
        raise _refusal(path, "it reaches into .git")
    return "/".join(parts)


def confine(root: Path, path: str) -> Path:
    """Return the absolute path of `path` with every symbolic link followed, which lies below `root`.

    `root` is itself resolved. The path need not exist.

    Raises:
        PathError: it leaves `root`, reaches into .git, or its links run in a circle.
    """
    plain = plain_path(path)
    if _has_no_link(root, plain):
        return root / plain
    try:
        resolved = Path(os.path.realpath(root / plain))
    except (OSError, ValueError) as error:
        raise _refusal(path, f"it cannot be followed: {error}") from error
    if resolved.is_symlink():
        raise _refusal(path, "its symbolic links run in a circle")
    if not inside(root, resolved) or resolved == root:
        raise _refusal(path, "a symbolic link leads out of the repository")
    if any(part.lower() == ".git" for part in resolved.relative_to(root).parts):
        raise _refusal(path, "a symbolic link reaches into .git")
    return resolved


def _has_no_link(root: Path, plain: str) -> bool:
    """Say whether no part of the path below the resolved `root` is a link, so that it leads where it says."""
    if os.name != "posix":
        return False  # names have other forms there, which only `realpath` knows
    at = str(root)
    for part in plain.split("/"):
        at = f"{at}/{part}"
        try:
            if stat.S_ISLNK(os.lstat(at).st_mode):
                return False
        except FileNotFoundError:
            return True  # nothing is below what is not there
        except (OSError, ValueError):
            return False
    return True


def inside(root: Path, path: Path) -> bool:
    """Say whether the resolved `path` lies in the resolved `root`."""
    return path == root or root in path.parents


def _refusal(path: str, why: str) -> PathError:
    shown = path if len(path) <= _SHOWN else f"{path[:_SHOWN]}…"
    return PathError(
        f"{shown!r} is not a path in this repository: {why}.",
        way_out="Name a file relative to the top of the repository, with forward slashes.",
    )
