"""Git asked directly: one process for what needs one, and HEAD read from the disk without any.

Git runs without a shell, without prompting, without taking locks that others wait for, and without the hooks
(fsmonitor) that a repository may bring along.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from nhimbe_migrations.workspace.repository.git_dir import GitPlace

__all__ = ["ask_git", "current_branch", "head_commit"]

_SECONDS = 120
_DROPPED = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS",
)  # fmt: skip
"""Set while a hook runs; they would send every question to the hook's own repository and index."""


def ask_git(folder: Path, *arguments: str, given: bytes | None = None, none_is_fine: bool = False) -> bytes | None:
    """Return what `git` prints in `folder`; None where it is not installed, fails, or takes two minutes.

    Args:
        folder: Where it runs.
        arguments: What stands behind `git`.
        given: Its input.
        none_is_fine: It says by the exit code 1 that it found nothing (`grep`).
    """
    environment = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    source: dict[str, object] = {"stdin": subprocess.DEVNULL} if given is None else {"input": given}
    try:
        done = subprocess.run(  # type: ignore[call-overload]
            command, cwd=folder, env=environment, capture_output=True, timeout=_SECONDS, check=False, **source
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return bytes(done.stdout) if done.returncode in ((0, 1) if none_is_fine else (0,)) else None


def head_commit(place: GitPlace) -> str | None:
    """Return the commit at HEAD without a process; None before the first commit. With reftable, a stand-in for it."""
    stacked = place.common / "reftable" / "tables.list"
    if stacked.is_file():
        own = place.folder / "reftable" / "tables.list"
        return f"{stacked.read_text(encoding='ascii')}{own.read_text(encoding='ascii') if own.is_file() else ''}"
    head = _text(place.folder / "HEAD")
    if not head.startswith("ref:"):
        return head or None
    name = head.removeprefix("ref:").strip()
    return _text(place.common / name) or _packed_refs(place).get(name)


def current_branch(place: GitPlace) -> str | None:
    """Return the full name of the branch at HEAD (`refs/heads/main`); None where HEAD is detached."""
    if (place.common / "reftable").is_dir():
        printed = ask_git(place.top, "symbolic-ref", "--quiet", "HEAD")
        return printed.decode().strip() if printed else None
    head = _text(place.folder / "HEAD")
    return head.removeprefix("ref:").strip() if head.startswith("ref:") else None


def _packed_refs(place: GitPlace) -> Mapping[str, str]:
    """Return the packed refs, name → object."""
    path = place.common / "packed-refs"
    try:
        state = path.stat()
    except OSError:
        return {}
    return _packed(path, state.st_mtime_ns, state.st_size, state.st_ino)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape").strip()
    except (OSError, ValueError):
        return ""


@lru_cache(maxsize=4)
def _packed(path: Path, *_state: int) -> Mapping[str, str]:
    rows = (line.partition(" ") for line in _text(path).splitlines() if line[:1] not in {"#", "^"})
    return {name: commit for commit, _, name in rows if name}
