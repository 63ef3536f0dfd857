"""Where git keeps a checkout, read from the disk: no process runs for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nhimbe_migrations.system.files import read_settings

__all__ = ["GitPlace", "find_git", "other_worktrees"]


@dataclass(frozen=True, slots=True)
class GitPlace:
    """The git side of a checkout."""

    top: Path
    """The top of the work tree."""
    folder: Path
    """This work tree's own git folder (HEAD, index)."""
    common: Path
    """The git folder that all work trees share (refs, objects)."""


def find_git(root: Path) -> GitPlace | None:
    """Return the git checkout that `root` lies in; None when there is none, or its .git leads nowhere.

    Only a linked work tree has a common folder elsewhere, and that folder knows of it: a `commondir` that was put into
    a checkout to lead somewhere else is not followed.
    """
    for top in (root, *root.parents):
        marker = top / ".git"
        folder: Path | None
        if marker.is_symlink() and not marker.resolve().is_relative_to(top):
            return None
        if marker.is_dir():
            folder = marker.resolve()
        elif marker.is_file():
            folder = _pointed(marker, prefix="gitdir:")
        else:
            continue
        if folder is None or not (folder / "HEAD").is_file():
            return None
        common = folder / "commondir"
        if not common.is_file():
            return GitPlace(top, folder, folder)
        shared = _pointed(common)
        return GitPlace(top, folder, shared) if shared and _knows(shared, folder, marker) else None
    return None


def _knows(shared: Path, folder: Path, marker: Path) -> bool:
    """Say whether a work tree's git folder lies where the common one keeps them, and leads back to the work tree."""
    back = _pointed(folder / "gitdir") if (folder / "gitdir").is_file() else None
    return folder.parent == shared / "worktrees" and (back == marker or back is None or not back.exists())


def other_worktrees(place: GitPlace) -> tuple[Path, ...]:
    """Return the tops of the other work trees of this repository that are on the disk."""
    tops = []
    if place.common.name == ".git":
        tops.append(place.common.parent)
    try:
        linked = sorted((place.common / "worktrees").iterdir())
    except OSError:
        linked = []
    for entry in linked:
        marker = entry / "gitdir"
        if marker.is_file() and (pointed := _pointed(marker)):
            tops.append(pointed.parent)
    return tuple(top for top in tops if top != place.top and top.is_dir())


def _pointed(file: Path, prefix: str = "") -> Path | None:
    text = (read_settings(file) or "").strip().removeprefix(prefix).strip()
    try:
        return (file.parent / text).resolve() if text else None
    except (OSError, ValueError):
        return None
