"""Where git keeps a checkout, read from the disk: no process runs for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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
    """Return the git checkout that `root` lies in; None when there is none, or its .git leads nowhere."""
    for top in (root, *root.parents):
        marker = top / ".git"
        if marker.is_dir():
            folder = marker.resolve()
        elif marker.is_file():
            folder = _pointed(marker, prefix="gitdir:")
        else:
            continue
        if not (folder / "HEAD").is_file():
            return None
        common = folder / "commondir"
        return GitPlace(top, folder, _pointed(common) if common.is_file() else folder)
    return None


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
        if marker.is_file():
            tops.append(_pointed(marker).parent)
    return tuple(top for top in tops if top != place.top and top.is_dir())


def _pointed(file: Path, prefix: str = "") -> Path:
    text = file.read_text(encoding="utf-8", errors="surrogateescape").strip().removeprefix(prefix).strip()
    return (file.parent / text).resolve()
