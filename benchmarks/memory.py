"""Resident memory after fifty workflows, asked of the system: of a server of its own, through a real stdio client."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import anyio

Row = tuple[str, str, str]
FORKED_FROM = "the process that workers are forked from"
LEAST = 5
"""MiB; a process with less only passes something on."""
WORKFLOWS = 50
D1 = "CREATE TABLE IF NOT EXISTS bench_{n} (id TEXT PRIMARY KEY, event_id TEXT REFERENCES events(id), n INTEGER NOT NULL DEFAULT 0);"


def measure() -> list[Row]:
    """Return rows: the server, its workers, and the process from which these are forked."""
    from nhimbe_migrations.authoring.project.sample import lay_out_sample

    with tempfile.TemporaryDirectory() as folder:
        repository = lay_out_sample(Path(folder, "nhimbe"))
        environment = {**os.environ, "NHIMBE_MIGRATIONS_STATE": str(Path(folder, "state"))}
        first, last = anyio.run(_work, repository, environment)
    rows = []
    for name, (resident, own) in last.items():
        before = first.get(name, (0.0, 0.0))[0]
        growth = f"{resident / before:.2f} of that after five" if before else ""
        rows.append((f"memory after {WORKFLOWS} workflows: {name}", f"{resident:.0f} MiB ({own:.0f} its own)", growth))
    return rows


async def _work(repository: Path, environment: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draft, write, undo and draft anew; look around in between."""
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    command = ["-m", "nhimbe_migrations", "--repo", str(repository)]
    server = StdioServerParameters(command=sys.executable, args=command, env=environment)
    early: dict[str, Any] = {}
    async with Client(stdio_client(server)) as client:
        for number in range(WORKFLOWS):
            for tool, arguments in (
                ("list_migrations", {}),
                ("classify_target", {"request": "cache event views at the edge"}),
                ("read_schema", {"target": "d1"}),
            ):
                await _call(client, tool, arguments)
            asked = {"description": f"bench {number}", "target": "d1", "sql": D1.format(n=number)}
            draft = (await _call(client, "draft_migration", asked))["draft"]
            await _call(client, "write_migration", {"draft": draft})
            await _call(client, "check_migrations", {"limit": 5})
            await _call(client, "undo_migration", {})
            if number == 4:
                early = _processes()
        return early, _processes()


async def _call(client: Any, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content or {}


def _processes() -> dict[str, tuple[float, float]]:
    """Resident MiB, and of these what no other process shares, of the server and of what it has started."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        parents[int(status.parent.name)] = int(lines["PPid"])
    server = next(pid for pid, parent in parents.items() if parent == os.getpid() and _is_server(pid))
    found = {"the server": _memory(server)}
    below = [server]
    for pid in below:
        below += [child for child, parent in parents.items() if parent == pid]
    counted: Counter[str] = Counter()
    for pid in sorted(below[1:]):
        forked = _is_server(pid)
        name = (
            "worker"
            if forked and counted["worker"] + counted[FORKED_FROM]
            else FORKED_FROM
            if forked
            else _program(pid)
        )
        counted[name] += 1
        if name != "worker" and counted[name] > 1:
            name = f"{name}, another"
        found[f"{name} {counted[name]}" if name == "worker" else name] = _memory(pid)
    return {name: sizes for name, sizes in found.items() if sizes[0] >= LEAST}


def _program(pid: int) -> str:
    """What a process of another program is called: Deno, mongod, git."""
    return Path(f"/proc/{pid}/comm").read_text().strip()


def _is_server(pid: int) -> bool:
    try:
        return b"nhimbe_migrations" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _memory(pid: int) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return sizes["Rss:"], sizes["Private_Clean:"] + sizes["Private_Dirty:"]
