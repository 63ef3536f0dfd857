"""One writer at a time per repository, across processes and work trees.

The lock is the operating system's (flock), so a killed holder holds nothing. What an interrupted writer left half
done is settled before the next one begins.
"""

from __future__ import annotations

import json
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from nhimbe_migrations.errors import LockError, RepositoryError
from nhimbe_migrations.workspace.discovery import Repository
from nhimbe_migrations.workspace.landing import recover
from nhimbe_migrations.workspace.state import state_folder, state_path

__all__ = ["held", "repository_lock"]

POLL = 0.01
"""Seconds between two tries."""

_mine: dict[str, int] = {}
"""State folder → the thread of this process that holds it."""


@contextmanager
def repository_lock(repository: Repository, timeout: float = 30.0, *, what: str = "a write") -> Iterator[None]:
    """Hold the repository for writing; on entry, settle what an interrupted writer left.

    Args:
        repository: Work trees of one git repository share their lock.
        timeout: Seconds to wait for another holder.
        what: What it is held for; another process that waits in vain is told.

    Raises:
        LockError: another process holds it for longer than `timeout`, or this thread holds it already.
        RepositoryError: the lock cannot be made, or the interrupted writer's leftovers cannot be settled.
    """
    from filelock import FileLock, Timeout

    folder = state_folder(repository)
    if _mine.get(str(folder)) == threading.get_ident():
        raise LockError("This thread holds the repository already.", way_out="Do the whole write under one lock.")
    lock = FileLock(folder / "lock", thread_local=False)
    try:
        lock.acquire(timeout=timeout, poll_interval=POLL)
    except Timeout:
        raise LockError(
            f"The repository is held by {_holder(folder)}.",
            why=f"Two writers at once would get one number; {timeout:g} seconds were waited.",
            way_out="Wait for it to end, or end it: the lock goes with its process.",
        ) from None
    except OSError as error:
        raise RepositoryError(f"The repository cannot be locked: {error.strerror} ({folder / 'lock'}).") from error
    _mine[str(folder)] = threading.get_ident()
    try:
        _say(folder, what)
        recover(repository)
        yield
    finally:
        with suppress(OSError):
            (folder / "holder.json").unlink()
        _mine.pop(str(folder), None)
        lock.release()


def held(repository: Repository) -> bool:
    """Say whether this process holds the repository."""
    return str(state_path(repository)) in _mine


def _say(folder: Path, what: str) -> None:
    holder = {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "what": what,
    }
    with suppress(OSError):
        (folder / "holder.json").write_text(json.dumps(holder), encoding="utf-8")


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / "holder.json").read_text(encoding="utf-8"))
        return f"process {holder['pid']} on {holder['host']} since {holder['since']}, for {holder['what']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
