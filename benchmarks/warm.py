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
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
from latency import make_repository
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

Row = tuple[str, str, str]
ROUNDS = 5
TABLES = 30
DEAR_TABLES = 2_000
"""Tables of the repository on which a draft is dear."""
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


def drafts_of_made(number: int) -> dict[str, tuple[str, dict[str, Any]]]:
    """The same kinds on a made repository."""
    sql = {
        "add a column": f"ALTER TABLE table_1 ADD COLUMN extra_{number} TEXT;",
        "rename a column": f"ALTER TABLE table_1 RENAME COLUMN n TO n_{number};",
        "new table": f"CREATE TABLE IF NOT EXISTS fresh_{number} (id TEXT PRIMARY KEY, "
        "of_id TEXT NOT NULL REFERENCES table_1(id) ON DELETE CASCADE);",
        "index": f"CREATE INDEX IF NOT EXISTS idx_table_1_{number} ON table_1(n, status);",
        "update": f"UPDATE table_1 SET n = {number} WHERE n IS NULL;",
        "trigger": f"CREATE TRIGGER IF NOT EXISTS touched_{number} AFTER UPDATE OF status ON table_1 BEGIN "
        "UPDATE table_1 SET n = 0 WHERE id = NEW.id; END;",
    }
    return {
        kind: ("draft_migration", {"target": "d1", "sql": text, "description": f"{kind} {number}"})
        for kind, text in sql.items()
    }


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


async def drafts(repository: Path, state: Path, *, made: bool) -> list[Row]:
    asked = drafts_of_made if made else drafts_of_nhimbe
    async with server(repository, state) as client:
        for tool, given in asked(99).values():
            await timed(client.call_tool(tool, given))
        took: dict[str, list[float]] = {}
        for number in range(ROUNDS):
            for kind, (tool, given) in asked(number).items():
                took.setdefault(kind, []).append(await timed(client.call_tool(tool, given)))
    return [
        (f"second draft: {kind}", f"median {statistics.median(times):.0f} ms, least {min(times):.0f} ms", "")
        for kind, times in took.items()
    ]


async def first(repository: Path, state: Path, *, made: bool) -> list[Row]:
    tool, given = ("draft_migration", on_made(1, "more")) if made else drafts_of_nhimbe(0)["add a column"]
    cold, warm = list[float](), list[float]()
    for number in range(ROUNDS):
        for times in (cold, warm):
            async with server(repository, state / str(number)) as client:
                times.append(await timed(client.call_tool(tool, given)))
    one, other = statistics.median(cold), statistics.median(warm)
    return [
        ("first draft of a process, no cache on disk", f"{one:.0f} ms", ""),
        ("first draft of a process, with the cache on disk", f"{other:.0f} ms", f"{other / one:.2f}"),
    ]


async def beside(repository: Path, state: Path) -> list[Row]:
    rows: list[Row] = []
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
                figure = f"median {statistics.median(times):.0f} ms, most {max(times):.0f} ms"
                rows.append((f"{what} beside {dear} draft(s) on {DEAR_TABLES:,} tables", figure, ""))
        one = min([await timed(client.call_tool("draft_migration", on_made(20 + at, "one"))) for at in range(3)])
        began = time.perf_counter()
        async with anyio.create_task_group() as tasks:
            for number in range(2):
                tasks.start_soon(timed, client.call_tool("draft_migration", on_made(30 + number, "two")))
        both = (time.perf_counter() - began) * 1000
        rows.append(("two drafts side by side", f"{both:.0f} ms", f"{both / one:.2f} of one ({one:.0f} ms)"))
    return rows


def measure(nhimbe: str | None) -> Iterator[Row]:
    """Yield the rows of all three; second drafts are those on a checkout of nhimbe where there is one, else on a made one."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_repository(Path(folder, "made"), 12, TABLES)
        repository = Path(nhimbe) if nhimbe else made
        of = "nhimbe" if nhimbe else f"{TABLES} tables"
        for what in (drafts, first):
            rows = anyio.run(partial(what, repository, Path(folder, what.__name__), made=not nhimbe))
            yield from ((f"{name} ({of})", figure, ratio) for name, figure, ratio in rows)
        dear = make_repository(Path(folder, "dear"), 12, DEAR_TABLES)
        yield from anyio.run(beside, dear, Path(folder, "beside"))


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
        if given.what == "beside":
            rows = anyio.run(beside, repository, state)
        else:
            what = first if given.what == "first" else drafts
            rows = anyio.run(partial(what, repository, state, made=made))
    for row in rows:
        print(" | ".join(filter(None, row)))


if __name__ == "__main__":
    main()
