"""Money as the validator has it (long) and as types.ts has it (number), in a file with CRLF, a byte order mark and names of all kinds."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from mcp import Client
from mcp.client.stdio import stdio_client

from tools.conftest import ask, stdio_server

pytestmark = [pytest.mark.anyio, pytest.mark.mongod]
INIT = """// Migration 001: Wallets
import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.createCollection("wallets", {
    validator: {
      $jsonSchema: {
        bsonType: "object",
        required: ["_id", "balance", "currency"],
        properties: {
          _id: { bsonType: "string" },
          balance: { bsonType: "long", minimum: 0 },
          currency: { enum: ["USD", "ZWG"] },
          zvinyorwa: { bsonType: "array" },
          "🌾mbeu": { bsonType: "string" },
        },
      },
    },
  });
  await db.collection("wallets").createIndex({ currency: 1 }, { name: "idx_wallets_currency" });
}

export async function down(db: Db): Promise<void> {
  await db.collection("wallets").drop();
}
"""
TYPES = """// Mari nezvinyorwa 🌾
export interface Wallet {
  _id: string;
  balance: number;
  currency: "USD" | "ZWG";
  zvinyorwa?: string[];
  "🌾mbeu"?: string;
}
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    repository = tmp_path / "app"
    migrations = repository / "src" / "db" / "migrations"
    migrations.mkdir(parents=True)
    (repository / "package.json").write_text('{"dependencies": {"mongodb": "^6"}}')
    (migrations / "001_wallets.ts").write_bytes(INIT.replace("\n", "\r\n").encode())
    (repository / "src" / "types.ts").write_bytes(b"\xef\xbb\xbf" + TYPES.replace("\n", "\r\n").encode())
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "x"]):  # fmt: skip
        subprocess.run(["git", *command], cwd=repository, check=True)
    return repository


@pytest.fixture
async def wallets(app: Path, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(stdio_client(stdio_server(app, tmp_path / "state"))) as connected:
        yield connected


async def test_a_field_of_longs_is_added_and_written_where_types_ts_says_number(wallets: Client, app: Path) -> None:
    change = {"kind": "add_field", "collection": "wallets", "field": {"name": "muganhu", "type": "long"}, "value": 0}
    report = await ask(wallets, "draft_migration", description="Credit limit", target="mongodb", changes=[change])
    assert report.get("refused") is None, report["findings"]
    proved = report["verification"]
    assert (proved["level"], proved["applied"], proved["down"]["reverses"]) == ("executed", True, True)
    assert [item for item in report["findings"] if item["severity"] == "error"] == []
    written = await ask(wallets, "write_migration", draft=report["draft"])
    assert {Path(file["path"]).name for file in written["files"]} >= {"types.ts"}
    types = (app / "src" / "types.ts").read_bytes()
    assert types.startswith(b"\xef\xbb\xbf// Mari nezvinyorwa")
    assert types.count(b"\n") == types.count(b"\r\n") > TYPES.count("\n")
    assert b"muganhu" in types


async def test_an_int_in_the_place_of_a_long_is_refused_by_the_validator_and_told(wallets: Client) -> None:
    body = {"up": 'await db.collection("wallets").updateMany({}, { $set: { balance: 5 } });', "down": ""}
    report = await ask(wallets, "draft_migration", description="Gift", target="mongodb", **body)
    assert report["refused"]
    assert any(item["rule"] == "up-fails" and "balance" in item["message"] for item in report["findings"])


async def test_a_long_is_counted_up_and_down_and_stays_one(wallets: Client) -> None:
    def counted(by: int) -> str:
        return f'await db.collection("wallets").updateMany({{ currency: "USD" }}, {{ $inc: {{ balance: {by} }} }});'

    report = await ask(
        wallets, "draft_migration", description="Gift", target="mongodb", up=counted(5), down=counted(-5)
    )
    assert report["verification"]["down"]["reverses"] is True, report["findings"]
    assert not [item for item in report["findings"] if item["severity"] == "error"]


async def test_names_of_all_kinds_are_fields_like_any(wallets: Client) -> None:
    change = {"kind": "rename_field", "collection": "wallets", "field": "🌾mbeu", "to": "mbeu_dzechibage"}
    report = await ask(wallets, "draft_migration", description="Mbeu 🌾", target="mongodb", changes=[change])
    assert report["verification"]["level"] == "executed", report["findings"]
    assert "🌾mbeu" in "".join(file.get("content") or file.get("diff") or "" for file in report["files"])
