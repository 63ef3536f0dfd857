"""Repositories of other shapes: each works, or says exactly what is missing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from nhimbe_migrations.tools.server import build_server
from nhimbe_migrations.tools.server_context import ServerContext
from tools.conftest import ask, refusal

NOTE = {
    "description": "Notes",
    "target": "d1",
    "sql": "CREATE TABLE IF NOT EXISTS edge_notes (id TEXT PRIMARY KEY, body TEXT);",
}


async def written(repository: Path, **arguments: Any) -> dict[str, Any]:
    async with Client(build_server(ServerContext(str(repository)))) as client:
        await ask(client, "list_migrations")
        await ask(client, "check_migrations")
        return await ask(client, "write_migration", **(arguments or NOTE))


@pytest.mark.anyio
async def test_without_git_the_history_is_ordered_and_a_migration_lands(sample: Path) -> None:
    shutil.rmtree(sample / ".git")
    report = await written(sample)
    assert report["number"] == "013"
    assert (sample / report["file"]).exists()


@pytest.mark.anyio
async def test_without_schema_sql_the_first_d1_migration_makes_it(sample: Path) -> None:
    shutil.rmtree(sample / "worker/src/db/migrations")
    (sample / "worker/src/db/schema.sql").unlink()
    report = await written(sample)
    assert report["number"] == "001"
    assert (sample / "worker/src/db/schema.sql").read_text(encoding="utf-8").strip() == NOTE["sql"]


@pytest.mark.anyio
async def test_without_types_ts_the_rest_lands_and_a_note_says_so(sample: Path) -> None:
    (sample / "worker/src/types.ts").unlink()
    report = await written(sample)
    assert not (sample / "worker/src/types.ts").exists()
    assert any("types" in finding["rule"] for finding in report["findings"])


@pytest.mark.anyio
async def test_a_wrangler_jsonc_at_the_root_with_its_own_folder_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    repository = tmp_path / "other"
    (repository / "db/changes").mkdir(parents=True)
    (repository / "wrangler.jsonc").write_text(
        '{\n  // one database\n  "name": "other",\n  "d1_databases": [\n    {"binding": "DB", "database_name": "other-db", '
        '"database_id": "x", "migrations_dir": "db/changes",},\n  ],\n}\n',
        encoding="utf-8",
    )
    (repository / "db/changes/0001_first.sql").write_text(
        "CREATE TABLE firsts (id TEXT PRIMARY KEY);\n", encoding="utf-8"
    )
    report = await written(repository)
    assert report["file"].startswith("db/changes/")
    assert any("other-db" in command["run"] and "cd " not in command["run"] for command in report["commands"])


@pytest.mark.anyio
async def test_the_server_starts_without_a_repository_and_each_tool_says_how_to_name_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("NHIMBE_MIGRATIONS_REPO", "CLAUDE_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    async with Client(build_server(ServerContext())) as client:
        for tool, arguments in (
            ("list_migrations", {}), ("next_number", {}), ("read_schema", {"target": "d1"}), ("draft_migration", NOTE),
            ("write_migration", NOTE), ("check_migrations", {}), ("update_schema", {}), ("undo_migration", {}),
        ):  # fmt: skip
            assert "--repo" in await refusal(client, tool, **arguments), tool
        verdict = await ask(client, "classify_target", request="cache event views at the edge")
    assert verdict["target"] == "d1"


@pytest.mark.anyio
async def test_crlf_tabs_bom_and_emoji_outside_the_edit_survive_to_the_byte(sample: Path) -> None:
    schema = sample / "worker/src/db/schema.sql"
    types = sample / "worker/src/types.ts"
    for path in (schema, types):
        path.write_bytes("\ufeff".encode() + path.read_bytes().replace(b"\n", b"\r\n").rstrip())
    before, types_before = schema.read_bytes(), types.read_bytes()
    await written(sample, description="Zuva", target="d1", sql="ALTER TABLE event_reviews ADD COLUMN mutauro TEXT;")
    assert schema.read_bytes().replace(b",\r\n  mutauro TEXT", b"", 1) == before
    assert types.read_bytes().replace(b"  mutauro?: string;\r\n", b"", 1) == types_before


@pytest.mark.anyio
async def test_a_migrations_folder_that_leaves_the_repository_through_a_link_is_refused(
    sample: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    shutil.move(sample / "worker/src/db/migrations", outside)
    (sample / "worker/src/db/migrations").symlink_to(outside)
    names = sorted(path.name for path in outside.iterdir())
    async with Client(build_server(ServerContext(str(sample)))) as client:
        said = await refusal(client, "write_migration", **NOTE)
    assert "leads out of the repository" in said
    assert sorted(path.name for path in outside.iterdir()) == names
