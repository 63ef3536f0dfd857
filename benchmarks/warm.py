"""A warm server, by wall clock, through a real client over stdio: run it on a quiet machine.

    python benchmarks/warm.py drafts REPOSITORY   second drafts of each kind, in one server
    python benchmarks/warm.py first REPOSITORY    the first draft of a process, without and with the cache on disk
    python benchmarks/warm.py beside TABLES       cheap calls beside one and two drafts on so many tables; two drafts side by side

`REPOSITORY` is a checkout of nhimbe, or `migrations:tables` for a made one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
from latency import make_repository
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

ROUNDS = 5
CHEAP: tuple[tuple[str, dict[str, Any]], ...] = (
    ("next_number", {}),
    ("list_migrations", {}),
    ("read_schema", {"target": "d1", "names": ["table_1"]}),
)


def drafts_of_nhimbe(number: int) -> dict[str, tuple[str, dict[str, Any]]]:
    """One draft of each kind; `number` makes it another one than those before."""
    sql = {
        "add a column": f"ALTER TABLE events ADD COLUMN extra_{number} TEXT;",
        "rename a column": f"ALTER TABLE events RENAME COLUMN end_date TO ends_{number};",
        "new table": f"CREATE TABLE IF NOT EXISTS fresh_{number} (id TEXT PRIMARY KEY, "
        "event_id TEXT NOT NULL REFERENCES events(_id) ON DELETE CASCADE);",
        "index": f"CREATE INDEX IF NOT EXISTS idx_events_{number} ON events(name, end_date);",
        "update": f"UPDATE users SET name = 'x{number}' WHERE name IS NULL;",
        "trigger": f"CREATE TRIGGER IF NOT EXISTS touched_{number} AFTER UPDATE ON events BEGIN "
        "UPDATE events SET date_modified = datetime('now') WHERE _id = NEW._id; END;",
    }
    found = {kind: ("draft_migration", {"target": "d1", "sql": text}) for kind, text in sql.items()}
    definition = (
        f"CREATE TABLE themes (id TEXT PRIMARY KEY, name TEXT NOT NULL CHECK (length(name) < {200 + number}), "
        "gradient TEXT NOT NULL, colors TEXT NOT NULL, date_created TEXT DEFAULT (datetime('now')))"
    )
    found["rebuild"] = ("rebuild_table", {"table": "themes", "definition": definition})
    return {kind: (tool, {**given, "description": f"{kind} {number}"}) for kind, (tool, given) in found.items()}


def on_made(table: int, name: str) -> dict[str, Any]:
    return {"description": name, "target": "d1", "sql": f"ALTER TABLE table_{table} ADD COLUMN {name} TEXT;"}


@asynccontextmanager
async def server(repository: Path, state: Path) -> AsyncIterator[Client]:
    environment = {**os.environ, "NHIMBE_MIGRATIONS_STATE": str(state), "NHIMBE_MIGRATIONS_CALL_SECONDS": "600"}
    command = ["-m", "nhimbe_migrations", "--repo", str(repository)]
    async with Client(
        stdio_client(StdioServerParameters(command=sys.executable, args=command, env=environment))
    ) as client:
        await anyio.sleep(2)  # modules are loaded while nobody asks
        yield client


async def timed(call: Awaitable[Any]) -> float:
    """Milliseconds of a call that must answer."""
    began = time.perf_counter()
    result = await call
    assert not getattr(result, "is_error", False), result.content
    assert not (getattr(result, "structured_content", None) or {}).get("refused"), result.content
    return (time.perf_counter() - began) * 1000


async def drafts(repository: Path, state: Path) -> None:
    async with server(repository, state) as client:
        for tool, given in drafts_of_nhimbe(99).values():
            await timed(client.call_tool(tool, given))
        took: dict[str, list[float]] = {}
        for number in range(ROUNDS):
            for kind, (tool, given) in drafts_of_nhimbe(number).items():
                took.setdefault(kind, []).append(await timed(client.call_tool(tool, given)))
    for kind, times in took.items():
        print(f"{kind:16} median {statistics.median(times):6.0f} ms, least {min(times):6.0f} ms")


async def first(repository: Path, state: Path, *, made: bool) -> None:
    tool, given = ("draft_migration", on_made(1, "more")) if made else drafts_of_nhimbe(0)["add a column"]
    cold, warm = list[float](), list[float]()
    for number in range(ROUNDS):
        for times in (cold, warm):
            async with server(repository, state / str(number)) as client:
                times.append(await timed(client.call_tool(tool, given)))
    print(f"first draft of a process: {statistics.median(cold):.0f} ms without the cache on disk, "
          f"{statistics.median(warm):.0f} ms with it")  # fmt: skip


async def beside(repository: Path, state: Path) -> None:
    async with server(repository, state) as client:
        await timed(client.call_tool("draft_migration", on_made(1, "warm")))
        for tool, given in CHEAP:
            await timed(client.call_tool(tool, given))
        for dear in (1, 2):
            took: dict[str, list[float]] = {}
            running = dear

            async def draft(number: int, dear: int = dear) -> None:
                nonlocal running
                await timed(client.call_tool("draft_migration", on_made(number, f"dear_{dear}")))
                running -= 1

            async with anyio.create_task_group() as tasks:
                for number in range(dear):
                    tasks.start_soon(draft, 10 + number)
                await anyio.sleep(0.05)
                while running:
                    for tool, given in CHEAP:
                        took.setdefault(tool, []).append(await timed(client.call_tool(tool, given)))
                    took.setdefault("a resource", []).append(await timed(client.read_resource("migration://")))
            for what, times in took.items():
                print(
                    f"{what:16} beside {dear} draft(s): median {statistics.median(times):.0f} ms, most {max(times):.0f} ms"
                )
        one = min([await timed(client.call_tool("draft_migration", on_made(20 + at, "one"))) for at in range(3)])
        began = time.perf_counter()
        async with anyio.create_task_group() as tasks:
            for number in range(2):
                tasks.start_soon(timed, client.call_tool("draft_migration", on_made(30 + number, "two")))
        both = (time.perf_counter() - began) * 1000
        print(f"two drafts side by side: {both / one:.2f} times one ({one:.0f} ms)")


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("drafts", "first", "beside"))
    parser.add_argument("repository")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        repository, state = Path(given.repository), Path(folder, "state")
        made = given.what == "beside" or ":" in given.repository
        if made:
            migrations, _, tables = given.repository.rpartition(":")
            repository = make_repository(Path(folder, "repository"), int(migrations or 12), int(tables))
        if given.what == "first":
            anyio.run(lambda: first(repository, state, made=made))
        else:
            anyio.run(drafts if given.what == "drafts" else beside, repository, state)


if __name__ == "__main__":
    main()
