"""Latency of the tools over histories and schemas of growing size, warm, through a client in memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import anyio

DRAFT = {
    "description": "Bench",
    "target": "d1",
    "sql": "CREATE TABLE IF NOT EXISTS bench_new (id TEXT PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0);",
}


def make_repository(folder: Path, migrations: int, tables: int) -> Path:
    """A repository of the given size: `tables` tables in schema.sql, `migrations` files that made them."""
    place = folder / "worker/src/db/migrations"
    place.mkdir(parents=True)
    (folder / "worker/wrangler.toml").write_text(
        'name = "bench"\n[[d1_databases]]\nbinding = "DB"\ndatabase_name = "bench-db"\ndatabase_id = "1"\n',
        encoding="utf-8",
    )
    schema = ["-- The schema.\n"]
    for number in range(tables):
        parent = f" REFERENCES table_{number - 1}(id) ON DELETE CASCADE" if number % 5 else ""
        schema.append(
            f"-- Table {number}.\nCREATE TABLE IF NOT EXISTS table_{number} (\n  id TEXT PRIMARY KEY,\n  parent_id TEXT{parent},\n"
            f"  status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old')),\n  n INTEGER NOT NULL DEFAULT 0,\n"
            f"  created_at TEXT DEFAULT (datetime('now'))\n);\n\nCREATE INDEX IF NOT EXISTS idx_table_{number}_parent_id ON table_{number}(parent_id);\n\n"
        )
    (folder / "worker/src/db/schema.sql").write_text("".join(schema), encoding="utf-8")
    (folder / "worker/src/types.ts").write_text("export interface Table {\n  id: string;\n}\n", encoding="utf-8")
    for number in range(1, migrations + 1):
        if number % 4:
            name, text = (
                f"{number:03d}_step.sql",
                f"-- Migration {number:03d}: step\nCREATE INDEX IF NOT EXISTS idx_table_0_n_{number} ON table_0(n);\n",
            )
        else:
            name = f"{number:03d}_step.ts"
            text = (
                f'// Migration {number:03d}: step\nimport type {{ Db }} from "mongodb";\n\nexport async function up(db: Db): Promise<void> {{\n'
                f'  await db.collection("c{number % 40}").createIndex({{ n: 1 }}, {{ name: "idx_c_n_{number}" }});\n}}\n\n'
                f'export async function down(db: Db): Promise<void> {{\n  await db.collection("c{number % 40}").dropIndex("idx_c_n_{number}");\n}}\n'
            )
        (place / name).write_text(text, encoding="utf-8")
    for arguments in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["-c", "user.name=b", "-c", "user.email=b@example.com", "commit", "-qm", "all"],
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    return folder


async def _median(call: Callable[[], Awaitable[Any]], rounds: int) -> float:
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        result = await call()
        assert not result.is_error, result.content
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


async def _of(repository: Path, calls: dict[str, dict[str, Any]], rounds: int) -> dict[str, float]:
    from mcp import Client

    from nhimbe_migrations.tools.server import build_server
    from nhimbe_migrations.tools.server_context import ServerContext

    async with Client(build_server(ServerContext(str(repository)))) as client:
        took: dict[str, float] = {}
        for label, arguments in calls.items():
            tool = label.split()[0].rstrip(",")
            call = partial(client.call_tool, tool, arguments)
            took[label] = await _median(partial(_and_back, client, call) if "undo" in label else call, rounds)
        return took


async def _and_back(client: Any, write: Callable[[], Awaitable[Any]]) -> Any:
    written = await write()
    await client.call_tool("undo_migration", {})
    return written


def measure(histories: list[int], schemas: list[int], rounds: int) -> list[tuple[str, str, str]]:
    """Return rows: what, milliseconds, ratio to the smallest of its kind."""
    rows: list[tuple[str, str, str]] = []
    reading: dict[str, dict[str, Any]] = {
        "next_number": {}, "list_migrations": {}, "classify_target": {"request": "cache event views at the edge"},
        "read_schema (one table)": {"target": "d1", "names": ["table_1"]}, "read_schema (collection)": {"target": "mongodb", "names": ["c4"]},
        "check_migrations (one file)": {"file": "012"}, "update_schema (one file)": {"file": "001", "preview": True},
        "update_types (one file)": {"file": "001", "preview": True},
    }  # fmt: skip
    definition = (
        "CREATE TABLE table_1 (id TEXT PRIMARY KEY, parent_id TEXT REFERENCES table_0(id) ON DELETE CASCADE, "
        "status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old', 'gone')), n INTEGER NOT NULL DEFAULT 0, "
        "created_at TEXT DEFAULT (datetime('now')))"
    )
    proving: dict[str, dict[str, Any]] = {
        "draft_migration": DRAFT, "read_schema (outline)": {"target": "d1"},
        "rebuild_table": {"table": "table_1", "definition": definition},
        "write_migration, then undo_migration": DRAFT, "check_migrations (all)": {},
    }  # fmt: skip
    for title, sizes, calls, shape in (
        ("migrations", histories, reading, lambda size: (size, 30)),
        ("tables", schemas, proving, lambda size: (12, size)),
    ):
        base: dict[str, float] = {}
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                os.environ["NHIMBE_MIGRATIONS_STATE"] = str(Path(folder, "state"))
                repository = make_repository(Path(folder, "repository"), *shape(size))
                for label, took in anyio.run(_of, repository, calls, rounds).items():
                    base.setdefault(label, took)
                    rows.append((f"{label} at {size} {title}", f"{took:.1f} ms", f"{took / base[label]:.1f}"))
    return rows
