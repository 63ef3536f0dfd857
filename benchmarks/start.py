"""Start to the first answer (initialize, tools/list) and peak memory, beside other servers, interleaved."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
LONGEST = 30
"""Seconds that a server has to answer."""
BARE = """
from mcp.server import MCPServer
server = MCPServer("bare", log_level="WARNING")
for name in "abcde":
    def tool(text: str) -> str:
        "Echo."
        return text
    tool.__name__ = name
    server.tool()(tool)
server.run("stdio")
"""


def servers(repository: Path) -> dict[str, list[str]]:
    """What is compared; peers that are not installed are left out and named."""
    found = {
        "bare MCPServer": [sys.executable, "-c", BARE],
        "nhimbe-migrations": [sys.executable, "-m", "nhimbe_migrations", "--repo", str(repository)],
    }
    peers = ROOT / ".tools/peers"
    others = {
        "mcp-server-git": [str(peers / "bin/mcp-server-git"), "--repository", str(repository)],
        "mcp-server-sqlite (version 1 of the SDK)": [
            str(peers / "older-sdk/bin/mcp-server-sqlite"),
            "--db-path",
            str(repository.parent / "bench.db"),
        ],
        "server-filesystem (TypeScript)": [str(peers / "node_modules/.bin/mcp-server-filesystem"), str(repository)],
        "mongodb-mcp-server (TypeScript)": [str(peers / "node_modules/.bin/mongodb-mcp-server"), "--readOnly"],
    }
    found |= {name: command for name, command in others.items() if Path(command[0]).exists()}
    return found


def once(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Start a server, ask initialize and tools/list; return milliseconds, of these in the processor, and peak MiB."""
    environment = {**os.environ, "DO_NOT_TRACK": "1", "NHIMBE_MIGRATIONS_STATE": str(folder / "state")}
    began = time.perf_counter()
    errors = tempfile.TemporaryFile()  # noqa: SIM115 it is gone with its last handle
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=folder, env=environment
    )
    assert process.stdin
    assert process.stdout
    pipe = process.stdin
    clock = threading.Timer(LONGEST, process.kill)
    clock.start()

    def send(message: dict[str, object]) -> None:
        pipe.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        pipe.flush()

    hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
    send({"id": 1, "method": "initialize", "params": hello})
    try:
        _answer(process.stdout, 1, errors)
        send({"method": "notifications/initialized"})
        send({"id": 2, "method": "tools/list", "params": {}})
        _answer(process.stdout, 2, errors)
        took = (time.perf_counter() - began) * 1000
        return took, _processor(process.pid), _peak(process.pid)
    finally:
        clock.cancel()
        process.kill()
        process.wait()


def _answer(stream: IO[bytes], number: int, errors: IO[bytes]) -> None:
    """Wait for the answer of this number; a server that ends before it says why, if anything does."""
    while line := stream.readline():
        if f'"id":{number}'.encode() in line.replace(b" ", b""):
            return
    errors.seek(0)
    said = errors.read().decode(errors="replace").strip().splitlines()
    raise OSError(f"it ended without an answer: {said[-1]}" if said else "it ended without an answer")


def _processor(pid: int) -> float:
    """Milliseconds that the process and its threads have worked."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def measure(rounds: int) -> list[tuple[str, str, str]]:
    """Return rows: what, figure, ratio to the bare server (by the clock, and of processor time)."""
    from nhimbe_migrations.authoring.project.sample import lay_out_sample

    with tempfile.TemporaryDirectory() as folder:
        repository = lay_out_sample(Path(folder, "nhimbe"))
        compared = servers(repository)
        runs: dict[str, list[tuple[float, float, float]]] = {name: [] for name in compared}
        failed: dict[str, str] = {}
        for turn in range(rounds + 1):
            for name, command in compared.items():
                try:
                    result = once(command, repository)
                except OSError as error:
                    failed[name] = str(error)
                    continue
                if turn:  # the first round warms the disk
                    runs[name].append(result)
    medians = {
        name: [statistics.median(column) for column in zip(*results, strict=True)]
        for name, results in runs.items()
        if results
    }
    clock, worked, _ = medians["bare MCPServer"]
    measured = [
        (
            f"start to tools/list: {name}",
            f"{took:.0f} ms, {spent:.0f} ms of processor, {peak:.0f} MiB",
            f"{took / clock:.2f}, {spent / worked:.2f}",
        )
        for name, (took, spent, peak) in medians.items()
    ]
    return [*measured, *((f"start to tools/list: {name}", error, "–") for name, error in failed.items())]
