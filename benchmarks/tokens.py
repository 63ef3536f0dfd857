"""Tokens (o200k): what a model reads of tools/list, and a whole migration against the slash command done by hand."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import anyio
import quicktok

ROOT = Path(__file__).parents[1]
_count = quicktok.get_encoding("o200k_base").count


def tokens(value: object) -> int:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return int(_count(text))


def tools_as_read(tools: list[Any]) -> list[dict[str, Any]]:
    """Name, description and input schema: what hosts put before a model."""
    return [{"name": tool.name, "description": tool.description, "input_schema": tool.input_schema} for tool in tools]


async def _with_tools(
    repository: Path, calls: list[tuple[str, dict[str, Any]]]
) -> tuple[int, list[tuple[str, int]], Path]:
    from mcp import Client

    from nhimbe_migrations.tools.server import build_server
    from nhimbe_migrations.tools.server_context import ServerContext

    spent: list[tuple[str, int]] = []
    draft, file = "", ""
    async with Client(build_server(ServerContext(str(repository)))) as client:
        listed = tokens(tools_as_read((await client.list_tools()).tools))
        for tool, arguments in calls:
            given = {"draft": draft} if tool == "write_migration" else arguments
            result = await client.call_tool(tool, given)
            assert not result.is_error, result.content
            content = result.structured_content or {}
            draft, file = content.get("draft", draft), content.get("file", file)
            spent.append((tool, tokens({"name": tool, "arguments": given}) + tokens(content)))
    return listed, spent, repository / file


def by_hand(repository: Path, before: dict[str, str], file: Path) -> int:
    """The command's text, what it makes an assistant read, and what it makes it write (whole file, edits as hunks)."""
    migrations = repository / "worker/src/db/migrations"
    listing = subprocess.run(["ls", "-1", str(migrations)], check=True, capture_output=True, encoding="utf-8").stdout
    recent = sorted(path for path in migrations.iterdir() if path != file)[-3:]
    edits = subprocess.run(["git", "diff"], cwd=repository, check=True, capture_output=True, encoding="utf-8").stdout
    read = [(ROOT / "benchmarks/slash_command.md").read_text(encoding="utf-8"), listing, *before.values()]
    read += [path.read_text(encoding="utf-8") for path in recent if path.is_file()]
    changed = "\n".join(line[1:] for line in edits.splitlines() if line[:1] in "+- " and line[:3] not in ("+++", "---"))
    return sum(map(tokens, [*read, file.read_text(encoding="utf-8"), changed]))


def measure() -> list[tuple[str, str, str]]:
    """Return rows: what, tokens, share of the slash command."""
    from nhimbe_migrations.authoring.project.sample import lay_out_sample
    from nhimbe_migrations.tools.demo.story import D1_SQL, MONGODB_CHANGES

    cases: dict[str, dict[str, Any]] = {
        "D1": {"description": "cache attendance per event", "target": "d1", "sql": D1_SQL},
        "MongoDB": {"description": "photos of events", "target": "mongodb", "changes": MONGODB_CHANGES},
    }
    rows: list[tuple[str, str, str]] = []
    for name, asked in cases.items():
        with tempfile.TemporaryDirectory() as folder:
            os.environ["NHIMBE_MIGRATIONS_STATE"] = str(Path(folder, "state"))
            repository = lay_out_sample(Path(folder, "nhimbe"))
            before = {
                path: (repository / path).read_text(encoding="utf-8")
                for path in ("worker/src/db/schema.sql", "worker/src/types.ts")
            }
            calls: list[tuple[str, dict[str, Any]]] = [("draft_migration", asked), ("write_migration", {})]
            listed, spent, file = anyio.run(_with_tools, repository, calls)
            hand = by_hand(repository, before, file)
        if not rows:
            rows.append(("tools/list as a model reads it", f"{listed} tokens", ""))
        whole = sum(count for _, count in spent)
        detail = ", ".join(f"{tool.split('_')[0]} {count}" for tool, count in spent)
        rows.append(
            (f"a whole {name} migration ({detail})", f"{whole} tokens", f"{whole / hand:.2f} of {hand} by hand")
        )
    return rows
