"""A throw-away MongoDB server, for as long as a proof takes.

It listens on a socket file in a folder of its own that only this user can enter: no port, nobody else, no data but ours.
It dies with this process, also when that is killed, since a guard reads a pipe that only this process holds open.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.system.process_guard import guarded_start
from nhimbe_migrations.system.programs import run_program

__all__ = ["Server", "throw_away_server"]

_START_SECONDS = 20.0
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


@contextmanager
def throw_away_server(mongod: Path, *, replica_set: bool = False) -> Iterator[Server]:
    """Run `mongod` on an empty folder until the block ends.

    Args:
        mongod: The binary.
        replica_set: One node of a replica set, which transactions need; slower to start.

    Raises:
        ToolMissingError: the binary does not start here.
    """
    folder = Path(tempfile.mkdtemp(prefix="mig-mongod-"))
    data, socket, log = folder / "data", folder / "m.sock", folder / "log"
    data.mkdir()
    version = _version(mongod)
    ephemeral = not replica_set and _has_ephemeral_engine(version)
    command = [
        *(str(mongod), "--dbpath", str(data), "--logpath", str(log), "--quiet"),
        *("--networkMessageCompressors", "disabled"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        *("--setParameter", "ttlMonitorEnabled=false"),  # or documents vanish between two snapshots
    ]
    member: str | None = None
    if replica_set:
        member = f"127.0.0.1:{_free_port()}"
        command += ["--bind_ip", f"127.0.0.1,{socket}", "--port", member.rpartition(":")[2]]
        command += ["--replSet", "proof", "--oplogSize", "16", "--wiredTigerCacheSizeGB", "0.25"]
    else:
        command += ["--bind_ip", str(socket)]
        command += ["--storageEngine", "ephemeralForTest"] if ephemeral else ["--wiredTigerCacheSizeGB", "0.25"]
    guard = guarded_start(command, folder=folder, speaks=False)
    try:
        _wait_for(socket, log, folder)
        kind = "replica set of one" if replica_set else "in memory" if ephemeral else "standalone"
        uri = f"mongodb://{quote(str(socket), safe='')}/?directConnection=true"
        yield Server(uri, f"mongod {version} ({kind}, throw-away)", socket, member)
    finally:
        guard.end()


def _wait_for(socket: Path, log: Path, folder: Path) -> None:
    patience = time.monotonic() + _START_SECONDS
    while not socket.exists():
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        if time.monotonic() > patience or '"Shutting down"' in said or "dbexit" in said:
            raise ToolMissingError(
                "The throw-away mongod did not start.",
                why=" ".join(said.splitlines()[-_LOG_LINES:])[-600:] or f"It wrote nothing in {folder}.",
                way_out="Name another with MONGOD_BIN, or a server with MONGODB_VERIFY_URI.",
            )
        time.sleep(0.005)


def _free_port() -> int:
    from socket import create_server

    with create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@cache
def _version(mongod: Path) -> str:
    try:
        said = run_program([str(mongod), "--version"], folder=Path("/"), seconds=20)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise ToolMissingError(
            f"{mongod} does not run.", why=str(problem), way_out="Name another with MONGOD_BIN."
        ) from problem
    found = re.search(r"db version v(\S+)", said.text)
    if found is None:
        why = (said.complaint or said.text).strip()[:300]
        raise ToolMissingError(f"{mongod} does not run.", why=why, way_out="Name another with MONGOD_BIN.")
    return found[1]


def _has_ephemeral_engine(version: str) -> bool:
    return int(version.partition(".")[0]) <= _LAST_WITH_EPHEMERAL_ENGINE
