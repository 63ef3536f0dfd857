"""Servers that stay: the first draft starts one, those after it find it warm. They end with this process."""

from __future__ import annotations

import atexit
import threading
from pathlib import Path

from nhimbe_migrations.mongodb.sandbox.mongod import Server, StartingServer, start_server

__all__ = ["close_warm_servers", "warm_server"]

_LOCK = threading.Lock()
_RUNNING: dict[tuple[Path, bool], StartingServer] = {}


def warm_server(mongod: Path, *, replica_set: bool = False) -> StartingServer:
    """Return the server of this process for `mongod`; it is started where there is none, and may not answer yet.

    Raises:
        ToolMissingError: the binary does not run here.
    """
    with _LOCK:
        starting = _RUNNING.get((mongod, replica_set))
        if starting is not None and not starting.guard.ended:
            return starting
        if not _RUNNING:
            atexit.register(close_warm_servers)
        started = start_server(mongod, replica_set=replica_set)
        _RUNNING[mongod, replica_set] = started
        return started


def close_warm_servers(*, only: Server | None = None) -> None:
    """End them; with `only`, the one that turned out not to answer."""
    with _LOCK:
        for key, starting in [*_RUNNING.items()]:
            if only is None or starting.server == only:
                del _RUNNING[key]
                starting.end()
