"""What stands in a work tree: its files with their bytes, and what git sees of them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def files(root: Path) -> dict[str, bytes]:
    """Every file of the work tree with its content; of a link, where it leads."""
    found: dict[str, bytes] = {}
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if name != ".git"]
        for path in (Path(folder, name) for name in names):
            content = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
            found[path.relative_to(root).as_posix()] = content
    return found


def seen_by_git(root: Path) -> list[str]:
    """Paths that differ from the last commit, those that git ignores too."""
    printed = subprocess.run(
        ["git", "status", "--porcelain", "-z", "--ignored", "--untracked-files=all"],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
    return sorted(row[3:].decode() for row in printed.split(b"\0") if row)
