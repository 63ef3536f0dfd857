"""What stands in a work tree: its files with their bytes, and what git sees of them."""

from __future__ import annotations

import subprocess
from pathlib import Path


def files(root: Path) -> dict[str, bytes]:
    """Every file of the work tree with its content; links as their targets' names."""
    found = (path for path in root.rglob("*") if ".git" not in path.relative_to(root).parts)
    return {
        path.relative_to(root).as_posix(): str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        for path in found
        if path.is_symlink() or path.is_file()
    }


def seen_by_git(root: Path) -> list[str]:
    """Paths that differ from the last commit, those that git ignores too."""
    printed = subprocess.run(
        ["git", "status", "--porcelain", "-z", "--ignored", "--untracked-files=all"],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
    return sorted(row[3:].decode() for row in printed.split(b"\0") if row)
