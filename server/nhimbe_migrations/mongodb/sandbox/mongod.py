"""A throw-away MongoDB server, for as long as a proof takes, or for as long as this process lives.

It listens on a socket file in a folder of its own that only this user can enter: no port, nobody else, no data but ours.
Where there are no socket files (Windows) it listens on a free port of the loopback address.
It dies with this process, also when that is killed, since a guard reads a pipe that only this process holds open.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket as sockets
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.sandbox.places import deno_cache
from nhimbe_migrations.system.files import read_settings
from nhimbe_migrations.system.process_guard import Guarded, guarded_folder, guarded_start
from nhimbe_migrations.system.programs import run_program

__all__ = ["Server", "StartingServer", "start_server"]

_START_SECONDS = 30.0
_LAST_WITH_EPHEMERAL_ENGINE = 6
_LOG_LINES = 5


@dataclass(frozen=True, slots=True)
class Server:
    """A server that a proof may use."""

    uri: str
    name: str
    """For people: what it is, which version, how it was had."""
    socket: Path | None = None
    """The socket file, when nothing else leads to it."""
    replica_set: str | None = None
    """`host:port` under which a new replica set has to be initiated first."""


@dataclass(frozen=True, slots=True)
class StartingServer:
    """A server that was started and may not answer yet: what uses it can be started beside it."""

    server: Server
    guard: Guarded
    _place: Path | tuple[str, int]
    _log: Path

    def wait(self) -> Server:
        """Return the server once it accepts connections.

        Raises:
            ToolMissingError: it ended, or took too long.
        """
        patience, pause = time.monotonic() + _START_SECONDS, 0.002
        while not _accepts(self._place):
            log = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
            if time.monotonic() > patience or '"Shutting down"' in log or "dbexit" in log:
                self.end()
                raise ToolMissingError(
                    "The throw-away mongod did not start.",
                    why=" ".join(log.splitlines()[-_LOG_LINES:])[-600:] or "It wrote nothing.",
                    way_out="Name another with MONGOD_BIN, or a server with MONGODB_VERIFY_URI.",
                )
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)
        return self.server

    def end(self) -> None:
        """Kill it, and remove its folder."""
        self.guard.end()


_LONGEST_SOCKET = 100
"""Bytes: the path of a socket file has 104 on macOS and 108 on Linux, and a temporary folder may have a long name."""


def start_server(
    mongod: Path,
    *,
    replica_set: bool = False,
    socket_file: bool = sys.platform != "win32",
    options: Sequence[str] = (),
) -> StartingServer:
    """Start `mongod` on an empty folder.

    Args:
        mongod: The binary.
        replica_set: One node of a replica set, which transactions and change streams need; slower to start.
        socket_file: Listen on a socket file alone; else on a free port of the loopback address.
        options: More of its own.

    Raises:
        ToolMissingError: the binary does not run here.
    """
    version = _version(mongod)
    folder = guarded_folder("mongod")
    data, socket, log = folder / "data", folder / "m.sock", folder / "log"
    data.mkdir()
    socket_file = socket_file and len(os.fsencode(socket)) < _LONGEST_SOCKET
    ephemeral = not replica_set and int(version.partition(".")[0]) <= _LAST_WITH_EPHEMERAL_ENGINE
    command = [
        *(str(mongod), "--dbpath", str(data), "--logpath", str(log), "--quiet"),
        *("--networkMessageCompressors", "disabled"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        *("--setParameter", "ttlMonitorEnabled=false"),  # or documents vanish between two snapshots
        *(("--storageEngine", "ephemeralForTest") if ephemeral else ("--wiredTigerCacheSizeGB", "0.25")),
    ]
    port = None if socket_file and not replica_set else _free_port()
    hosts = ",".join(filter(None, ("127.0.0.1" if port else "", str(socket) if socket_file else "")))
    command += ["--bind_ip", hosts, *(("--port", str(port)) if port else ())]
    command += ["--nounixsocket"] if sys.platform != "win32" and not socket_file else []
    command += ["--replSet", "proof", "--oplogSize", "16"] if replica_set else []
    command += options
    guard = guarded_start(command, folder=folder, speaks=False)
    kind = "replica set of one" if replica_set else "in memory" if ephemeral else "standalone"
    address = quote(str(socket), safe="") if socket_file else f"127.0.0.1:{port}"
    server = Server(
        f"mongodb://{address}/?directConnection=true",
        f"mongod {version} ({kind}, throw-away)",
        socket if socket_file else None,
        f"127.0.0.1:{port}" if replica_set else None,
    )
    return StartingServer(server, guard, socket if socket_file else ("127.0.0.1", port or 0), log)


def _accepts(place: Path | tuple[str, int]) -> bool:
    """Whether somebody answers there: the file of a socket is made long before its server listens."""
    family = sockets.AF_UNIX if isinstance(place, Path) else sockets.AF_INET
    with sockets.socket(family, sockets.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(place) if isinstance(place, Path) else place)
        except OSError:
            return False
    return True


def _free_port() -> int:
    with sockets.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@cache
def _version(mongod: Path) -> str:
    """The version that the binary states; kept beside Deno's cache, since a start would wait for the answer."""
    try:
        found = mongod.stat()
    except OSError:
        found = None
    key = f"{mongod}|{found.st_size}|{found.st_mtime_ns}" if found is not None else ""
    kept = deno_cache().parent / "mongod.json"
    known = read_settings(kept) or "{}"
    try:
        stated = json.loads(known).get(key)
    except (ValueError, AttributeError, RecursionError):
        stated = None
    if isinstance(stated, str) and re.fullmatch(r"\d+\.\d+\.[\w.-]+", stated):
        return stated
    version = _asked_version(mongod)
    with contextlib.suppress(OSError):
        new = kept.with_name(f"{kept.name}.{os.getpid()}")
        new.write_text(json.dumps({key: version}), encoding="utf-8")
        new.replace(kept)
    return version


def _asked_version(mongod: Path) -> str:
    try:
        answer = run_program([str(mongod), "--version"], folder=mongod.parent, seconds=20)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise ToolMissingError(
            f"{mongod} does not run.", why=str(problem), way_out="Name another with MONGOD_BIN."
        ) from problem
    found = re.search(r"db version v(\S+)", answer.text)
    if found is None:
        why = (answer.complaint or answer.text).strip()[:300]
        raise ToolMissingError(f"{mongod} does not run.", why=why, way_out="Name another with MONGOD_BIN.")
    return found[1]
