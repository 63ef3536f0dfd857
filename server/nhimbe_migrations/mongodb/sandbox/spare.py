"""A sandbox that is started and connected before anybody asks for it; each proof still has a process of its own.

After a proof the next one is made ready in the background, so that a draft does not wait for a program to start.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.sandbox.sandbox import Sandbox
from nhimbe_migrations.mongodb.sandbox.warm import warm_server

__all__ = ["ready_sandbox"]


@dataclass(slots=True)
class _Spares:
    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: dict[tuple[Path, Path, bool], Sandbox] = field(default_factory=dict)
    closed: bool = False

    def wants(self, key: tuple[Path, Path, bool]) -> bool:
        """Whether one of this kind is missing, and this process goes on."""
        return not self.closed and key not in self.waiting


_SPARES = _Spares()


@contextmanager
def ready_sandbox(deno: Path, mongod: Path, *, replica_set: bool, limit: float) -> Iterator[Sandbox]:
    """Give a sandbox until the block ends: the one that waits, or a new one where none does.

    Raises:
        ToolMissingError: a binary does not run here.
    """
    key = (deno, mongod, replica_set)
    starting = warm_server(mongod, replica_set=replica_set)
    with _SPARES.lock:
        sandbox = _SPARES.waiting.pop(key, None)
    if sandbox is not None and (sandbox.server != starting.server or not sandbox.waits):
        sandbox.__exit__(None, None, None)
        sandbox = None
    if sandbox is None:
        sandbox = Sandbox(deno, starting.server, starting.wait, limit).__enter__()
    sandbox.limit = limit
    try:
        yield sandbox
    finally:
        # The one that was used ends beside the answer, and the next one starts there.
        threading.Thread(target=_prepare, args=(key, sandbox), daemon=True).start()


def _prepare(key: tuple[Path, Path, bool], used: Sandbox) -> None:
    used.__exit__(None, None, None)
    with _SPARES.lock:
        if not _SPARES.wants(key):
            return
        if not _SPARES.waiting:
            atexit.register(_close)
    deno, mongod, replica_set = key
    try:
        starting = warm_server(mongod, replica_set=replica_set)
        spare = Sandbox(deno, starting.server, starting.wait).__enter__()
        spare.prepare()
    except (ToolMissingError, OSError, RuntimeError):
        # The proof that needs one says why there is none.
        return
    with _SPARES.lock:
        if _SPARES.wants(key):
            _SPARES.waiting[key] = spare
            return
    spare.__exit__(None, None, None)


def _close() -> None:
    with _SPARES.lock:
        _SPARES.closed = True
        waiting = [*_SPARES.waiting.values()]
        _SPARES.waiting.clear()
    for spare in waiting:
        spare.__exit__(None, None, None)
