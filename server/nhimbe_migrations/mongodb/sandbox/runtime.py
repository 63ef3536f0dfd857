"""Which program runs the harness, and how tightly each holds what it runs.

The order is that of how little has to be trusted: a process that the kernel gave no network at all; Deno, whose permissions
cover the network; Node.js, whose permissions do not, so that the harness keeps the sockets shut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.sandbox.mongod import Server
from nhimbe_migrations.mongodb.sandbox.tools import Node, unshare

__all__ = ["Runtime", "choose_runtime"]

_NO_EVAL = "--disallow-code-generation-from-strings"
_MEMORY = "--max-old-space-size=512"


@dataclass(frozen=True, slots=True)
class Runtime:
    command: tuple[str, ...]
    isolation: str
    """For people: what keeps the code in."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """All that the process sees of one; nothing of ours is theirs to read."""


def choose_runtime(server: Server, harness: Path, *, node: Node | None, deno: Path | None) -> Runtime:
    """Return how to run `harness` so that it reaches `server` and as little else as can be had here.

    Raises:
        ToolMissingError: there is neither.
    """
    alone = unshare() if server.socket and node else ()
    if node and (alone or deno is None or _addresses(server) is None):
        command = (
            str(node.path),
            *node.permission_flags,
            *(f"--allow-fs-read={file}" for file in (harness, *_certificates(server))),
            _NO_EVAL,
            "--no-warnings",
            _MEMORY,
        )
        kept = "no network" if alone else "no network but the server (kept by the harness)"
        return Runtime((*alone, *command, str(harness)), f"no files, no processes, {kept}")
    addresses = _addresses(server)
    if deno is None or addresses is None:
        raise ToolMissingError(
            "The migration was not run.",
            why="It needs Node.js 20 or newer, which was not found.",
            way_out="Install it: older ones cannot confine a program.",
        )
    readable = ",".join(map(str, filter(None, (harness, server.socket, *_certificates(server)))))
    command = (
        *(str(deno), "run", "--quiet", "--no-prompt", "--no-remote", "--cached-only", "--no-config", "--no-lock"),
        *(f"--allow-read={readable}", f"--allow-net={addresses}", "--allow-env", "--allow-sys"),
        *((f"--allow-write={server.socket}",) if server.socket else ()),
        *(f"--v8-flags={_NO_EVAL},{_MEMORY}", str(harness)),
    )
    own = {"DENO_DIR": str(harness.parent / "deno"), "DENO_NO_UPDATE_CHECK": "1", "HOME": str(harness.parent)}
    return Runtime(command, "no files, no processes, no network but the server (kept by Deno)", own)


def _certificates(server: Server) -> tuple[str, ...]:
    """The files that the driver itself has to read, because the URI names them."""
    options = parse_qsl(server.uri.partition("?")[2])
    return tuple(
        value for name, value in options if name.lower() in {"tlscafile", "tlscertificatekeyfile", "tlscrlfile"}
    )


def _addresses(server: Server) -> str | None:
    """The addresses of the server as Deno names them; None where only a look-up could tell (mongodb+srv)."""
    if server.socket:
        return f"unix:{server.socket}"
    found = re.fullmatch(r"mongodb://(?:[^@/]*@)?(?P<hosts>[^/?]+)(?:[/?].*)?", server.uri)
    if found is None or "%" in found["hosts"]:
        return None
    return ",".join(host if re.search(r":\d+$", host) else f"{host}:27017" for host in found["hosts"].split(","))
