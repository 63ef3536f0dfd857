"""A sandbox that is started and connected before anybody asks for it; each proof still has a process of its own.

A draft begins one before it reads and plans, and when a proof takes it the next one is made ready in the background: nothing waits
for a program to start that could have been started before.
"""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.sandbox.sandbox import Sandbox
from nhimbe_migrations.mongodb.sandbox.warm import warm_server

__all__ = ["begin_sandbox", "ready_sandbox"]

_Key = tuple[Path, Path, bool]
_PATIENCE = 30.0


@dataclass(slots=True)
class _Spares:
    lock: threading.Lock = field(default_factory=threading.Lock)
    coming: dict[_Key, Future[Sandbox]] = field(default_factory=dict)
    """Those that wait, and those that are being started."""
    registered: bool = False
    closed: bool = False

    def claim(self, key: _Key) -> Future[Sandbox] | None:
        """Return the place for one of this kind; None where one is coming, or this process goes on no more."""
        with self.lock:
            if self.closed or key in self.coming:
                return None
            if not self.registered:
                self.registered = True
                atexit.register(_close)
            self.coming[key] = Future()
            return self.coming[key]

    def take(self, key: _Key) -> Sandbox | None:
        """Return the one that waits, or is about to; None where there is none, or it did not come about."""
        with self.lock:
            future = self.coming.pop(key, None)
        if future is None:
            return None
        with contextlib.suppress(ToolMissingError, OSError, RuntimeError, Late):
            # The proof that needs one says why there is none.
            return future.result(_PATIENCE)
        return None


_SPARES = _Spares()


def begin_sandbox(deno: Path, mongod: Path, *, replica_set: bool) -> None:
    """Start one in the background, for a proof that is about to come; at once, and whatever becomes of it."""
    key = (deno, mongod, replica_set)
    place = _SPARES.claim(key)
    if place is not None:
        threading.Thread(target=_prepare, args=(key, place), daemon=True).start()


@contextmanager
def ready_sandbox(deno: Path, mongod: Path, *, replica_set: bool, limit: float) -> Iterator[Sandbox]:
    """Give a sandbox until the block ends: the one that waits, or a new one where none does.

    Raises:
        ToolMissingError: a binary does not run here.
    """
    key = (deno, mongod, replica_set)
    sandbox = _SPARES.take(key)
    starting = warm_server(mongod, replica_set=replica_set)
    if sandbox is not None and (sandbox.server != starting.server or not sandbox.waits):
        sandbox.__exit__(None, None, None)
        sandbox = None
    if sandbox is None:
        sandbox = Sandbox(deno, starting.server, starting.wait, limit).__enter__()
    sandbox.limit = limit
    # The next one starts beside the run, so that a proof right after this one waits for none.
    begin_sandbox(deno, mongod, replica_set=replica_set)
    try:
        yield sandbox
    finally:
        # The one that was used ends beside the answer.
        threading.Thread(target=sandbox.__exit__, args=(None, None, None), daemon=True).start()


def _prepare(key: _Key, place: Future[Sandbox]) -> None:
    deno, mongod, replica_set = key
    try:
        starting = warm_server(mongod, replica_set=replica_set)
        spare = Sandbox(deno, starting.server, starting.wait).__enter__()
        try:
            spare.prepare()
        except BaseException:
            spare.__exit__(None, None, None)
            raise
    except (ToolMissingError, OSError, RuntimeError) as problem:
        place.set_exception(problem)
        return
    place.set_result(spare)
    if _SPARES.closed:
        spare.__exit__(None, None, None)


def _close() -> None:
    with _SPARES.lock:
        _SPARES.closed = True
        waiting = [future for future in _SPARES.coming.values() if future.done()]
        _SPARES.coming.clear()
    for future in waiting:
        if future.exception() is None:
            future.result().__exit__(None, None, None)
