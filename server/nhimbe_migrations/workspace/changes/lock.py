"""One writer at a time per repository, across processes and work trees.

The lock is the operating system's (flock), so a killed holder holds nothing. What an interrupted writer left half
done is settled before the next one begins.
"""

from __future__ import annotations

import json
import os
import platform
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nhimbe_migrations.errors import LockError, RepositoryError
from nhimbe_migrations.workspace.changes.commit import recover
from nhimbe_migrations.workspace.changes.state_dir import state_folder, state_path
from nhimbe_migrations.workspace.repository.repository import Repository

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["held", "repository_lock"]

_POLL = 0.04
_SHORTEST_POLL = 0.01
"""Seconds between two tries, at first and at the shortest: who has waited long tries more often, as in a queue."""
_SLICE = 0.25
"""Seconds after which a waiter looks whether the holder is still the same."""
_MOST = 10
"""Limits of one holder that a waiter waits for all holders together."""

_mine: dict[str, int] = {}
"""State folder → the thread of this process that holds it."""


@contextmanager
def repository_lock(repository: Repository, timeout: float = 30.0, *, what: str = "a write") -> Iterator[None]:
    """Hold the repository for writing; on entry, settle what an interrupted writer left.

    Args:
        repository: Work trees of one git repository share their lock.
        timeout: Seconds to wait for one holder. As long as the lock goes from hand to hand it is waited for, up
            to ten times that: a queue of writers is no reason to give up, a writer that hangs is.
        what: What it is held for; another process that waits in vain is told.

    Raises:
        LockError: another process holds it for longer than `timeout`, or this thread holds it already.
        RepositoryError: the lock cannot be made, or the interrupted writer's leftovers cannot be settled.
    """
    from filelock import FileLock

    folder = state_folder(repository)
    if _mine.get(str(folder)) == threading.get_ident():
        raise LockError("This thread holds the repository already.", way_out="Do the whole write under one lock.")
    lock = FileLock(folder / "lock", thread_local=False)
    try:
        _wait_for(lock, folder, timeout)
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


def _wait_for(lock: BaseFileLock, folder: Path, timeout: float) -> None:
    from filelock import Timeout

    began = changed = time.monotonic()
    holder = _holder(folder)
    while True:
        waited = time.monotonic() - began
        poll = max(_SHORTEST_POLL, _POLL / (1 + waited))
        try:
            lock.acquire(timeout=min(timeout, _SLICE), poll_interval=poll)
        except Timeout:
            now, present = time.monotonic(), _holder(folder)
            if present != holder:
                holder, changed = present, now
            if now - changed < timeout and now - began < _MOST * timeout:
                continue
            raise LockError(
                f"The repository is held by {holder}.",
                why=f"Two writers at once would get one number; {now - began:.3g} seconds were waited.",
                way_out="Wait for it to end, or end it: the lock goes with its process.",
            ) from None
        else:
            return


def held(repository: Repository) -> bool:
    """Say whether this process holds the repository."""
    return str(state_path(repository)) in _mine


def _say(folder: Path, what: str) -> None:
    holder = {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.now(UTC).isoformat(timespec="milliseconds"),
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
