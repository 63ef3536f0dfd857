"""The nhimbe slash command, step by step, through a client of either protocol era."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from mcp import Client

from tools.conftest import ask, refusal, snapshot

TABLE = "CREATE TABLE event_attendance (event_id TEXT PRIMARY KEY REFERENCES events(id) ON DELETE CASCADE, approved INTEGER NOT NULL DEFAULT 0);"
MIGRATIONS = "worker/src/db/migrations"


@pytest.mark.anyio
async def test_the_history_counts_legacy_files_in_the_order_of_their_commits(client: Client) -> None:
    listed = await ask(client, "list_migrations")
    assert (listed["total"], listed["highest"], listed["next"]) == (12, 11, "013")
    legacy = [entry["file"].rsplit("/", 1)[-1] for entry in reversed(listed["migrations"]) if entry["legacy"]]
    assert legacy == ["initial.sql", "add_registrations.sql", "fts_search.sql", "add_event_reviews.sql"]
    assert [entry["number"] for entry in listed["migrations"][:2]] == ["011", "010"]


@pytest.mark.anyio
async def test_pages_of_the_history_join_without_a_gap(client: Client) -> None:
    whole = await ask(client, "list_migrations")
    first = await ask(client, "list_migrations", limit=5)
    second = await ask(client, "list_migrations", limit=50, cursor=first["next_cursor"])
    assert [*first["migrations"], *second["migrations"]] == whole["migrations"]


@pytest.mark.anyio
async def test_a_d1_migration_goes_from_draft_to_disk_with_schema_and_types(client: Client, sample: Path) -> None:
    before = snapshot(sample)
    draft = await ask(client, "draft_migration", description="Attendance per event", target="d1", sql=TABLE)
    assert snapshot(sample) == before, "a draft changes nothing"
    assert draft["written"] is False
    assert draft["verification"]["applied"] is True
    report = await ask(client, "write_migration", draft=draft["draft"])
    assert report["written"] is True
    assert report["number"] == "013"
    assert report["file"] == f"{MIGRATIONS}/013_attendance_per_event.sql"
    changed = {path for path in snapshot(sample) if snapshot(sample)[path] != before.get(path)}
    assert (
        changed
        == {report["file"], "worker/src/db/schema.sql", "worker/src/types.ts"}
        == {f["path"] for f in report["files"]}
    )
    migration = (sample / report["file"]).read_text(encoding="utf-8")
    assert migration.startswith("-- Migration 013: Attendance per event\n")
    assert "CREATE TABLE IF NOT EXISTS event_attendance" in migration
    assert "export interface EventAttendance {" in (sample / "worker/src/types.ts").read_text(encoding="utf-8")
    schema = await ask(client, "read_schema", target="d1", names=["event_attendance"])
    assert [column["name"] for column in schema["tables"][0]["columns"]] == ["event_id", "approved"]


@pytest.mark.anyio
async def test_commands_cover_local_and_every_environment(one_client: Client) -> None:
    draft = await ask(one_client, "draft_migration", description="Attendance", target="d1", sql=TABLE)
    file = "./src/db/migrations/013_attendance.sql"
    assert "commands" not in draft, "there is no file to run yet"
    *runs, last = (await ask(one_client, "write_migration", draft=draft["draft"]))["commands"]
    assert [command["run"] for command in runs] == [
        f"cd worker && npx wrangler d1 execute mukoko-nhimbe-db --local --file={file}",
        f"cd worker && npx wrangler d1 execute mukoko-nhimbe-db --remote --file={file}",
        f"cd worker && npx wrangler d1 execute mukoko-nhimbe-db-staging --env staging --remote --file={file}",
        f"cd worker && npx wrangler d1 execute mukoko-nhimbe-db-production --env production --remote --file={file}",
    ]
    assert last["purpose"] == (
        "verify, no rows means that all is well; the same for mukoko-nhimbe-db-staging --env staging, "
        "mukoko-nhimbe-db-production --env production"
    )
    assert last["run"].startswith("cd worker && npx wrangler d1 execute mukoko-nhimbe-db --remote --command=")


@pytest.mark.anyio
async def test_a_mongodb_migration_is_written_from_typed_changes(client: Client, sample: Path) -> None:
    changes = [
        {
            "kind": "create_collection",
            "name": "eventPhotos",
            "fields": [
                {"name": "eventId", "type": "string", "required": True},
                {"name": "url", "type": "string", "required": True, "unique": True},
                {"name": "createdAt", "type": "Date"},
            ],
        }
    ]
    draft = await ask(client, "draft_migration", description="Photos of events", target="mongodb", changes=changes)
    report = await ask(client, "write_migration", draft=draft["draft"])
    text = (sample / report["file"]).read_text(encoding="utf-8")
    assert report["file"] == f"{MIGRATIONS}/013_photos_of_events.ts"
    assert text.startswith("// Migration 013: Photos of events\n")
    assert "export async function down(db: Db): Promise<void>" in text
    assert "idx_eventPhotos_url" in text
    assert "export interface EventPhoto {" in (sample / "worker/src/types.ts").read_text(encoding="utf-8")
    read = await ask(client, "read_schema", target="mongodb", names=["eventPhotos"])
    assert read["collections"][0]["files"] == [report["file"]]


@pytest.mark.anyio
async def test_what_came_since_the_draft_is_said_when_it_is_written(client: Client, sample: Path) -> None:
    draft = await ask(client, "draft_migration", description="Attendance", target="d1", sql=TABLE)
    taken = sample / draft["file"].replace("attendance", "other")
    taken.write_text("-- Migration: other\nCREATE TABLE IF NOT EXISTS other (id TEXT PRIMARY KEY);\n", encoding="utf-8")
    told = await client.call_tool("write_migration", {"draft": draft["draft"]})
    text = "".join(getattr(block, "text", "") for block in told.content)
    report = told.structured_content or {}
    assert report["number"] != draft["number"]
    assert "renumbered" in {finding["rule"] for finding in report["findings"]}
    assert "renumbered" in text
    assert report["verification"]["applied"] is True
    assert report["root"] == draft["root"]


@pytest.mark.anyio
async def test_a_repeated_write_answers_the_same_and_writes_nothing(client: Client, sample: Path) -> None:
    draft = await ask(client, "draft_migration", description="Attendance", target="d1", sql=TABLE)
    first = await ask(client, "write_migration", draft=draft["draft"])
    after = snapshot(sample)
    again = await ask(client, "write_migration", draft=draft["draft"])
    assert again == {**first, "written": False}
    by_arguments = await ask(client, "write_migration", description="Attendance", target="d1", sql=TABLE)
    assert (by_arguments["written"], by_arguments["file"]) == (False, first["file"])
    told = await client.call_tool("write_migration", {"draft": draft["draft"]})
    text = "".join(getattr(block, "text", "") for block in told.content)
    assert text.startswith("Written by an earlier call")
    assert "Next: write_migration" not in text
    assert snapshot(sample) == after


@pytest.mark.anyio
async def test_undo_takes_a_write_back_to_the_byte(client: Client, sample: Path) -> None:
    before = snapshot(sample)
    await ask(client, "write_migration", description="Attendance", target="d1", sql=TABLE)
    await ask(client, "undo_migration")
    assert snapshot(sample) == before
    assert "nothing" in (await refusal(client, "undo_migration")).lower()


@pytest.mark.anyio
async def test_the_textbook_rebuild_is_refused_and_names_each_table_that_it_would_empty(
    client: Client, sample: Path
) -> None:
    before = snapshot(sample)
    sql = (
        "PRAGMA foreign_keys=OFF;\nCREATE TABLE events_new (id TEXT PRIMARY KEY, title TEXT NOT NULL);\n"
        "INSERT INTO events_new SELECT id, title FROM events;\nDROP TABLE events;\n"
        "ALTER TABLE events_new RENAME TO events;\nPRAGMA foreign_keys=ON;\n"
    )
    draft = await ask(client, "draft_migration", description="Slim events", target="d1", sql=sql)
    assert draft["refused"] is True
    assert "draft" not in draft
    errors = " ".join(finding["message"] for finding in draft["findings"] if finding["severity"] == "error")
    assert all(table in errors for table in ("registrations", "event_reviews", "event_views"))
    said = await refusal(client, "write_migration", description="Slim events", target="d1", sql=sql)
    assert "registrations" in said
    assert snapshot(sample) == before


@pytest.mark.anyio
async def test_rebuild_table_gives_sql_that_is_accepted_and_keeps_every_row(client: Client, sample: Path) -> None:
    definition = (
        "CREATE TABLE event_reviews (id TEXT PRIMARY KEY, event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE, "
        "user_id TEXT REFERENCES users(id) ON DELETE SET NULL, rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 10), "
        "comment TEXT, created_at TEXT DEFAULT (datetime('now')))"
    )
    rebuild = await ask(client, "rebuild_table", table="event_reviews", definition=definition)
    report = await ask(client, "write_migration", description="Ratings up to ten", target="d1", sql=rebuild["sql"])
    assert report["verification"]["applied"] is True
    assert report["verification"].get("rows", []) == []
    assert "BETWEEN 1 AND 10" in (sample / "worker/src/db/schema.sql").read_text(encoding="utf-8")


@pytest.mark.anyio
async def test_two_branches_with_one_number_are_mended_by_renumbering(client: Client, sample: Path) -> None:
    _git(sample, "checkout", "-q", "-b", "one")
    first = await ask(client, "write_migration", description="One", target="d1", sql=TABLE)
    _git(sample, "add", "-A"), _git(sample, "commit", "-qm", "one")
    _git(sample, "checkout", "-q", "main"), _git(sample, "checkout", "-q", "-b", "two")
    number = await ask(client, "next_number")
    assert number["number"] == "014", "013 is taken on the other branch"
    assert [(taken["number"], taken["ref"]) for taken in number["taken_elsewhere"]] == [("013", "one")]
    theirs = sample / first["file"].replace("one", "two")
    theirs.write_text(
        "-- Migration 013: Two\nCREATE TABLE IF NOT EXISTS twos (id TEXT PRIMARY KEY);\n", encoding="utf-8"
    )
    moved = await ask(client, "renumber_migration", file="013_two.sql")
    assert moved["file"] == f"{MIGRATIONS}/014_two.sql"
    assert (sample / moved["file"]).read_text(encoding="utf-8").startswith("-- Migration 014: Two\n")
    assert not theirs.exists()


def _git(repository: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=repository, check=True, capture_output=True)
