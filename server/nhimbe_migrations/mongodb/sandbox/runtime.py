"""How Deno runs the harness, and how tightly it is held.

Deno's permissions cover files, processes and the network alike; where the kernel allows it, the process is given no network
at all on top of that, and reaches its server through a socket file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.sandbox.mongod import Server
from nhimbe_migrations.mongodb.sandbox.tools import unshare

__all__ = ["Runtime", "choose_runtime"]

_V8 = "--v8-flags=--disallow-code-generation-from-strings,--max-old-space-size=512"


@dataclass(frozen=True, slots=True)
class Runtime:
    command: tuple[str, ...]
    isolation: tuple[str, ...]
    """For people: what keeps the code in."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """All that the process sees of one; nothing of ours is theirs to read."""


def choose_runtime(server: Server, harness: Path, *, deno: Path, cache: Path) -> Runtime:
    """Return how to run `harness` so that it reaches `server` and as little else as can be had here.

    Args:
        server: The one server that it may reach.
        harness: Its first module.
        deno: The binary.
        cache: A folder of ours, in which Deno keeps the compiled driver between two starts.

    Raises:
        ToolMissingError: the addresses of the server are known to a look-up alone.
    """
    socket = server.socket or _socket_in(server.uri)
    addresses = f"unix:{socket}" if socket else _addresses(server)
    if addresses is None:
        raise ToolMissingError(
            "The migration was not run.",
            why="The sandbox opens the network only to named hosts, and mongodb+srv names none.",
            way_out="Give MONGODB_VERIFY_URI as mongodb://host:port/….",
        )
    alone = unshare() if socket else ()
    readable = ",".join(map(str, filter(None, (socket, *_certificates(server)))))
    command = (
        *(
            str(deno),
            "run",
            "--quiet",
            "--no-prompt",
            "--no-remote",
            "--no-npm",
            "--cached-only",
            "--no-config",
            "--no-lock",
        ),
        *((f"--allow-read={readable}",) if readable else ()),
        *(f"--allow-net={addresses}", "--allow-env", "--allow-sys"),
        *((f"--allow-write={socket}",) if socket else ()),
        *(_V8, str(harness)),
    )
    kept = "no network" if alone else "no network but the server (kept by Deno)"
    own = {"DENO_DIR": str(cache), "DENO_NO_UPDATE_CHECK": "1", "HOME": str(cache), "NO_COLOR": "1"}
    return Runtime((*alone, *command), ("no files", "no processes", kept), own)


def _certificates(server: Server) -> tuple[str, ...]:
    """The files that the driver itself has to read, because the URI names them."""
    options = parse_qsl(server.uri.partition("?")[2])
    return tuple(
        value for name, value in options if name.lower() in {"tlscafile", "tlscertificatekeyfile", "tlscrlfile"}
    )


def _socket_in(uri: str) -> Path | None:
    """The socket file that a URI names as its host."""
    found = re.fullmatch(r"mongodb://(?:[^@/]*@)?(%2F[^/,?]+)(?:[/?].*)?", uri, re.IGNORECASE)
    return Path(unquote(found[1])) if found else None


def _addresses(server: Server) -> str | None:
    """The addresses of the server as Deno names them; None where only a look-up could tell (mongodb+srv)."""
    found = re.fullmatch(r"mongodb://(?:[^@/]*@)?(?P<hosts>[^/?]+)(?:[/?].*)?", server.uri)
    if found is None or "%" in found["hosts"]:
        return None
    return ",".join(host if re.search(r":\d+$", host) else f"{host}:27017" for host in found["hosts"].split(","))
