"""Ten thousand calls that no author would make: each is refused with reasons, or does what it says and no more."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.tools import Tool

from nhimbe_migrations.authoring.compose.file_names import clean_description
from nhimbe_migrations.d1.proof.schema_problems import schema_of
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.tools.server import all_tools, build_server
from nhimbe_migrations.tools.server_context import ServerContext
from reliability.fuzzing import Call, Fuzzer
from reliability.trees import files

SCHEMA, TYPES = "worker/src/db/schema.sql", "worker/src/types.ts"
PREFIX = "Error executing tool "
DEFECT = "This is a defect of nhimbe-migrations"
NEW = re.compile(r"worker/src/db/migrations/002_[a-z0-9_]{1,70}\.(sql|ts)")


class Session:
    """Tools at one repository, as the server has them, with what stands in the repository looked at after each call."""

    def __init__(self, root: Path, client: Client) -> None:
        self.root, self.start, self.client = root, files(root), client
        self.tools: dict[str, Tool] = {tool.name: tool for tool in all_tools(ServerContext(str(root)))}
        self.counts: Counter[str] = Counter()
        self.shapes: dict[str, list[str]] = {}

    async def run(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """Return the structured answer; None for a refusal that says why."""
        if tool == "classify_target":
            # It may ask the user, for which it needs a whole session.
            try:
                said = await self.client.call_tool(tool, arguments)
            except UnicodeEncodeError:
                return None  # half a character: this client cannot send it
            assert not said.is_error or len(said.content[0].text) > len(PREFIX + tool) + 2, said  # type: ignore[union-attr]
            return said.structured_content
        nothing: Any = None
        try:
            result = await self.tools[tool].run(arguments, nothing, convert_result=True)
        except UnexpectedToolError as crash:
            raise AssertionError(f"{tool} {arguments!r}") from crash
        except ToolError as refusal:
            said = str(refusal)
            assert DEFECT not in said, (tool, arguments, said)
        else:
            assert isinstance(result.structured_content, dict)
            return result.structured_content
        assert len(said) > len(PREFIX + tool) + 2, "a refusal says why"
        return None

    async def judge(self, call: Call) -> None:
        answer = await self.run(call.tool, call.arguments)
        now = files(self.root)
        outcome = "refused" if answer is None else "answered" if now == self.start else "written"
        self.counts[outcome] += 1
        self.counts[f"{call.tool} {outcome}"] += 1
        if outcome == "written":
            self.judge_written(now, call)
            if plain := call.meant.get("plain"):
                await self.judge_shape(now, plain)
            await self.take_back()

    async def take_back(self) -> None:
        assert await self.run("undo_migration", {}) is not None
        assert files(self.root) == self.start

    def judge_written(self, now: dict[str, bytes], call: Call) -> None:
        changed = {path for path in now.keys() | self.start.keys() if now.get(path) != self.start.get(path)}
        new = changed - {SCHEMA, TYPES}
        if call.tool != "write_migration":
            assert not new, call
            return
        assert len(new) == 1, call
        file = next(iter(new))
        assert NEW.fullmatch(file), call
        text = now[file].decode()
        if file.endswith(".sql"):
            self.judge_sql(text, now[SCHEMA].decode(), call)
        else:
            judge_typescript(text, file, call)

    def judge_sql(self, text: str, schema: str, call: Call) -> None:
        assert text.startswith("-- Migration 002: "), call
        if "table" in call.meant:
            title = clean_description(call.arguments["description"])[:40].casefold()
            assert text.casefold().startswith(f"-- migration 002: {title}"), call
            assert len(Script.of(text).statements) == 1, call
            made = {table.name: table for table in schema_of(schema).tables}
            assert made.keys() == {"events", call.meant["table"]}, call
            assert made[call.meant["table"]].column("body").default == call.meant["default"], call

    async def judge_shape(self, now: dict[str, bytes], plain: dict[str, Any]) -> None:
        """What hostile text became must be built like what plain text becomes: no injection passes that."""
        await self.take_back()
        key = repr(plain)
        if key not in self.shapes:
            answer = await self.run("write_migration", plain)
            assert answer is not None, plain
            self.shapes[key] = shape_of(files(self.root)[answer["file"]].decode())
            await self.take_back()
        text = next(now[path].decode() for path in now if path.endswith(".ts") and path not in self.start)
        assert shape_of(text) == self.shapes[key], text
        # Leave it as `judge` expects: written.
        assert await self.run("write_migration", plain) is not None


def judge_typescript(text: str, file: str, call: Call) -> None:
    """One header, imports, up, down; nothing else."""
    parsed = read_migration(text, file)
    assert not parsed.errors, call
    outline = [node for node in parsed.tree.root.children if node.type != "comment"]
    kinds = [node.type for node in outline]
    assert kinds == ["import_statement"] * (len(kinds) - 2) + ["export_statement"] * 2, (call, text)
    assert text.startswith("// Migration 002: "), call


def shape_of(text: str) -> list[str]:
    """The kinds of all nodes in their order; how a key is quoted does not count, nor what stands in a string."""
    kinds: list[str] = []
    waiting = [read_migration(text, "").tree.root]
    while waiting:
        node = waiting.pop()
        word = node.type in {"string", "property_identifier", "template_string"}
        kinds.append("word" if word else node.type)
        waiting += [] if word else reversed(node.named_children)
    return kinds


@pytest.mark.slow
def test_ten_thousand_hostile_calls_crash_nothing_escape_nowhere_and_inject_nothing(small: Path) -> None:
    fuzzer, around = Fuzzer(seed=20261123), {path.name for path in small.parent.iterdir()} | {"state"}

    async def storm() -> Session:
        async with Client(build_server(ServerContext(str(small)))) as client:
            session = Session(small, client)
            for _ in range(10_000):
                await session.judge(fuzzer.call())
        return session

    session = anyio.run(storm)
    assert files(small) == session.start
    assert {path.name for path in small.parent.iterdir()} == around
    assert session.counts["written"] >= 300, session.counts
    assert session.counts["refused"] >= 3_000, session.counts
