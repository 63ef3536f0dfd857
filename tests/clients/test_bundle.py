"""The bundle for Claude Desktop: its manifest by its own validator, packed by its own packer, and its server started."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

ROOT = Path(__file__).parents[2]
MCPB = ROOT / ".tools/clients/node_modules/.bin/mcpb"
pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not MCPB.exists():
        message = "the bundle's tool is not installed: `make node-tools`"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    target = tmp_path_factory.mktemp("bundle")
    ran = subprocess.run(
        ["make", "--no-print-directory", "bundle", f"DIST={target}"],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return target / "nhimbe-migrations.mcpb"


def test_it_holds_the_package_and_nothing_of_the_tests(bundle: Path) -> None:
    names = zipfile.ZipFile(bundle).namelist()
    assert {"manifest.json", "pyproject.toml", "README.md", "LICENSE", "server/nhimbe_migrations/__main__.py"} <= set(
        names
    )
    assert any(name.startswith("templates/") for name in names)
    assert zipfile.ZipFile(bundle).read("icon.png").startswith(b"\x89PNG\r\n"), "the manifest names it"
    assert not [name for name in names if name.startswith(("tests", ".")) or "__pycache__" in name]


def test_its_server_starts_from_the_unpacked_bundle(bundle: Path, sample: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(bundle).extractall(tmp_path / "unpacked")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "unpacked/server")}
    where = subprocess.run(
        [sys.executable, "-c", "import nhimbe_migrations; print(nhimbe_migrations.__file__)"],
        env=environment, capture_output=True, encoding="utf-8", timeout=60, check=True,
    ).stdout  # fmt: skip
    assert where.startswith(str(tmp_path / "unpacked"))

    async def tools() -> set[str]:
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "nhimbe_migrations", "--repo", str(sample)], env=environment
        )
        async with Client(stdio_client(server)) as client:
            answer = await client.call_tool("next_number", {})
            assert not answer.is_error
            return {tool.name for tool in (await client.list_tools()).tools}

    assert "draft_migration" in anyio.run(tools)
