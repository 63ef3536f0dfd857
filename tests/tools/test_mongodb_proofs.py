"""What a draft of a MongoDB migration answers about its proof, asked through the server's own process by a real client."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import stdio_client

from tools.conftest import ask, stdio_server

pytestmark = [pytest.mark.anyio, pytest.mark.mongod]
TYPES = """export interface User { _id: string; name: string; nick?: string; email: string; visits: number }
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    repository = tmp_path / "app"
    (repository / "migrations").mkdir(parents=True)
    (repository / "migrate-mongo-config.js").write_text(
        "module.exports = { migrationsDir: 'migrations', migrationFileExtension: '.ts' };\n"
    )
    (repository / "package.json").write_text('{"dependencies": {"migrate-mongo": "12", "mongodb": "7"}}')
    (repository / "types.ts").write_text(TYPES)
    (repository / "nhimbe-migrations.toml").write_text('[paths]\ntypes = "types.ts"\n')
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    return repository


@pytest.fixture
async def mongo_only(app: Path, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(stdio_client(stdio_server(app, tmp_path / "state"))) as connected:
        yield connected


async def draft(client: Client, up: str, down: str = "", **more: Any) -> dict[str, Any]:
    return await ask(client, "draft_migration", description="A change", target="mongodb", up=up, down=down, **more)


async def test_a_loss_that_was_accepted_is_not_called_a_reversal(mongo_only: Client) -> None:
    loss = {
        "up": 'await db.collection("users").updateMany({ nick: { $exists: true } }, { $unset: { nick: "" } });',
        "down": 'await db.collection("users").updateMany({ nick: null }, { $set: { nick: "" } });',
    }
    refused = await draft(mongo_only, **loss)
    assert refused["refused"]
    accept = [
        {"rule": rule, "reason": "Nobody reads it."}
        for rule in ("down-leaves-residue", "remove-field", "unbounded-write", "down-misses")
    ]
    taken = await draft(mongo_only, **loss, accept=accept)
    assert taken.get("refused") is None, taken["findings"]
    assert taken["verification"]["applied"] is True
    assert taken["verification"]["down"]["reverses"] is False
    assert "loss was accepted" in taken["verification"]["down"]["why"]


async def test_up_is_run_twice_in_a_row(mongo_only: Client) -> None:
    again = await draft(
        mongo_only,
        'await db.collection("users").updateMany({ visits: { $exists: false } }, { $set: { visits: 0 } });',
        'await db.collection("users").updateMany({ visits: 0 }, { $unset: { visits: "" } });',
    )
    assert again["verification"]["rerunnable"] is True
    once = await draft(
        mongo_only,
        'await db.createCollection("auditLog");',
        'await db.collection("auditLog").drop();',
    )
    assert once["verification"]["rerunnable"] is False
    assert once["verification"]["applied"] is True


async def test_a_transaction_gets_a_replica_set(mongo_only: Client) -> None:
    report = await draft(
        mongo_only,
        """const session = db.client.startSession();
try {
  await session.withTransaction(async () => {
    await db.collection("users").updateMany({ visits: { $exists: false } }, { $set: { visits: 0 } }, { session });
  });
} finally {
  await session.endSession();
}""",
        'await db.collection("users").updateMany({ visits: 0 }, { $unset: { visits: "" } });',
    )
    assert "replica set of one" in report["verification"]["engine"], report
    assert report["verification"]["level"] == "executed"
    assert report["verification"]["applied"] is True


async def test_what_only_some_documents_lack_is_a_warning_where_they_may_lack_it(mongo_only: Client) -> None:
    def reading(field: str) -> str:
        return f"""for await (const user of db.collection("users").find()) {{
  await db.collection("users").updateOne({{ _id: user._id }}, {{ $set: {{ slug: user.{field}.trim().toLowerCase() }} }});
}}"""

    down = 'await db.collection("users").updateMany({}, { $unset: { slug: "" } });'
    optional = {item["rule"]: item for item in (await draft(mongo_only, reading("nick"), down))["findings"]}
    assert optional["depends-on-documents"]["severity"] == "warning"
    assert 'db.collection("users").countDocuments({"nick": null})' in optional["depends-on-documents"]["help"]
    required = {item["rule"]: item for item in (await draft(mongo_only, reading("name"), down))["findings"]}
    assert "depends-on-documents" not in required
    assert required["seed-incomplete"]["severity"] == "note"


async def test_nothing_is_called_proved_that_rests_on_a_stand_in(mongo_only: Client, app: Path) -> None:
    (app / "package.json").write_text('{"dependencies": {"mongodb": "7", "natural": "6", "bullmq": "5"}}')
    text = """const stem = (await import("natural")).stem;
for await (const user of db.collection("users").find()) {
  await db.collection("users").updateOne({ _id: user._id }, { $set: { stem: stem(user.name) } });
}"""
    report = await draft(mongo_only, text, 'await db.collection("users").updateMany({}, { $unset: { stem: "" } });')
    assert report["verification"]["level"] != "executed"
    assert report["verification"]["down"]["reverses"] is None
    assert any("natural" in why for why in report["verification"]["not_checked"])


@pytest.fixture
def old_app(tmp_path: Path) -> Path:
    repository = tmp_path / "old"
    (repository / "migrations").mkdir(parents=True)
    (repository / "migrate-mongo-config.js").write_text("module.exports = { migrationsDir: 'migrations' };\n")
    (repository / "package.json").write_text('{"dependencies": {"migrate-mongo": "^8", "mongodb": "^3.6.3"}}')
    for number, name in enumerate(("users", "visits"), start=1):
        (repository / "migrations" / f"2026010{number}090000-{name}.js").write_text(
            f"module.exports = {{\n  async up(db) {{\n    await db.createCollection('{name}');\n  }},\n\n"
            f"  async down(db) {{\n    await db.collection('{name}').drop();\n  }},\n}};\n"
        )
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    return repository


@pytest.fixture
async def javascript_only(old_app: Path, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(stdio_client(stdio_server(old_app, tmp_path / "state"))) as connected:
        yield connected


async def test_what_a_transaction_is_given_is_no_callback_of_an_older_driver(javascript_only: Client) -> None:
    report = await draft(
        javascript_only,
        """const session = db.client.startSession();
try {
  await session.withTransaction(async () => {
    await db.collection("users").updateMany({ visits: { $exists: false } }, { $set: { visits: 0 } }, { session });
  });
} finally {
  await session.endSession();
}""",
        'await db.collection("users").updateMany({}, { $unset: { visits: "" } });',
    )
    assert report["verification"]["applied"] is True, report["findings"]
    assert {item["rule"] for item in report["findings"]}.isdisjoint({"missing-header", "types-absent", "missing-await"})
