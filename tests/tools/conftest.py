"""Clients of the server: in memory for breadth, over stdio where the process itself is the matter."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from nhimbe_migrations.tools.server import build_server
from nhimbe_migrations.tools.server_context import ServerContext


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=["auto", "legacy"])
async def client(request: pytest.FixtureRequest, sample: Path) -> AsyncIterator[Client]:
    """A client in memory, once for each protocol era."""
    async with Client(build_server(ServerContext(str(sample))), mode=request.param) as connected:
        yield connected


@pytest.fixture
async def one_client(sample: Path) -> AsyncIterator[Client]:
    async with Client(build_server(ServerContext(str(sample)))) as connected:
        yield connected


def stdio_server(repository: Path, state: Path, *arguments: str) -> StdioServerParameters:
    """The server as a client starts it."""
    environment = {"NHIMBE_MIGRATIONS_STATE": str(state), "PATH": os.environ["PATH"]}
    if "PYTHONPATH" in os.environ:
        environment["PYTHONPATH"] = os.environ["PYTHONPATH"]
    command = ["-m", "nhimbe_migrations", "--repo", str(repository), *arguments]
    return StdioServerParameters(command=sys.executable, args=command, env=environment, cwd=repository)


async def ask(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """Call a tool that must answer, and return its structured result."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def refusal(client: Client, tool: str, **arguments: Any) -> str:
    """Call a tool that must refuse, and return what it says."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error, result.structured_content
    return "\n".join(block.text for block in result.content if block.type == "text")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a work tree with its content."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
