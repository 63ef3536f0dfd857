"""Which files have run: by the ledger of the local database, by what a runner printed, by a changelog on a server."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from authoring.drifted import HISTORY, MIGRATIONS, SECOND, commit, git, lay_out, project_at, put
from mongodb.run.throw_away import throw_away_server
from nhimbe_migrations.__main__ import main
from nhimbe_migrations.authoring.ledger.pasted import read_pasted
from nhimbe_migrations.authoring.ledger.status import StatusAnswer, status
from nhimbe_migrations.d1.states.local import FOLDER, file_names
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.mongodb.sandbox.tools import find_deno, find_mongod

# What wrangler 4.164 prints, piped.
LISTED = """
 ⛅️ wrangler 4.164.0
────────────────────
Resource location: remote

Migrations to be applied:
┌─────────────────┐
│ Name            │
├─────────────────┤
│ 004_posters.sql │
└─────────────────┘
"""
NOTHING_LEFT = "\n ⛅️ wrangler 4.164.0\n─────\nResource location: remote\n\n✅ No migrations to apply!\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "shop")


def states(answer: StatusAnswer) -> dict[str, str]:
    (store,) = answer.stores
    return {item.file.rpartition("/")[2]: item.state for item in store.files}


def rows(*names: str, at: datetime | None = None) -> str:
    when = (at or datetime.now(UTC) + timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M:%S")
    results = [{"id": number, "name": name, "applied_at": when} for number, name in enumerate(names, 1)]
    return "🌀 Executing on remote database shop\n" + json.dumps([{"results": results, "success": True}], indent=2)


def local_database(root: Path, *statements: str) -> None:
    folder = root / "worker" / FOLDER
    folder.mkdir(parents=True)
    connection = sqlite3.connect(folder / file_names(["1"])[0])
    for statement in statements:
        connection.executescript(statement)
    connection.commit()
    connection.close()


def test_what_wrangler_lists_is_pending_and_the_rest_has_run(root: Path) -> None:
    answer = status(project_at(root), pasted=LISTED)
    assert answer.ok
    assert states(answer) == {
        "001_venue.sql": "applied",
        "002_names.sql": "applied",
        "003_tickets.sql": "applied",
        "004_posters.sql": "pending",
    }
    assert set(states(status(project_at(root), pasted=NOTHING_LEFT)).values()) == {"applied"}


def test_rows_of_the_ledger_are_read_with_their_times(root: Path) -> None:
    at = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
    answer = status(project_at(root), pasted=rows("001_venue.sql", "003_tickets.sql", at=at))
    assert states(answer)["003_tickets.sql"] == "applied"
    files = {item.file.rpartition("/")[2]: item for item in answer.stores[0].files}
    assert files["001_venue.sql"].applied_at == "2031-02-03 04:05:06 UTC"
    assert files["002_names.sql"].why == "Later ones have run already; it would run after them."
    assert files["004_posters.sql"].why is None


def test_an_edit_after_it_ran_is_told_with_its_commit_and_one_before_is_not(root: Path) -> None:
    path = f"{MIGRATIONS}/003_tickets.sql"
    assert states(status(project_at(root), pasted=rows("003_tickets.sql")))["003_tickets.sql"] == "applied"
    commit(root, {path: (root / path).read_text() + "-- and more\n"}, "an edit")
    early = rows("003_tickets.sql", at=datetime(2001, 1, 1, tzinfo=UTC))
    answer = status(project_at(root), pasted=early)
    assert not answer.ok
    assert states(answer)["003_tickets.sql"] == "edited"
    assert states(status(project_at(root), pasted=rows("003_tickets.sql")))["003_tickets.sql"] == "applied"
    put(root, {path: (root / path).read_text() + "SELECT 1;\n"})
    (edited,) = [
        item
        for item in status(project_at(root), pasted=rows("003_tickets.sql")).stores[0].files
        if item.state == "edited"
    ]
    assert edited.why == "It was edited in the work tree after it had run; what the edit says has not run."


def test_line_endings_are_no_edit(root: Path) -> None:
    path = root / MIGRATIONS / "003_tickets.sql"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert states(status(project_at(root), pasted=rows("003_tickets.sql")))["003_tickets.sql"] == "applied"


def test_a_file_that_ran_under_another_number_is_told(root: Path) -> None:
    git(root, "mv", f"{MIGRATIONS}/004_posters.sql", f"{MIGRATIONS}/007_posters.sql")
    git(root, "commit", "--quiet", "-m", "renumber")
    answer = status(project_at(root), pasted=rows(*HISTORY))
    assert not answer.ok
    (moved,) = [item for item in answer.stores[0].files if item.state == "renumbered"]
    assert (moved.file, moved.was) == (f"{MIGRATIONS}/007_posters.sql", "004_posters.sql")


def test_a_file_that_was_also_given_another_title_is_known_by_git(root: Path) -> None:
    git(root, "mv", f"{MIGRATIONS}/004_posters.sql", f"{MIGRATIONS}/007_pictures.sql")
    git(root, "commit", "--quiet", "-m", "rename")
    answer = status(project_at(root), pasted=rows(*HISTORY))
    assert states(answer)["007_pictures.sql"] == "renumbered"


def test_what_ran_and_is_gone_is_missing(root: Path) -> None:
    answer = status(project_at(root), pasted=rows(*HISTORY, "005_from_elsewhere.sql"))
    assert not answer.ok
    assert states(answer)["005_from_elsewhere.sql"] == "missing"


def test_the_ledger_of_the_local_database_is_read(root: Path) -> None:
    ledger = (
        "CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP);"
        "INSERT INTO d1_migrations (name, applied_at) VALUES ('001_venue.sql', '2031-01-01 00:00:00');"
    )
    local_database(root, ledger)
    assert states(status(project_at(root)))["001_venue.sql"] == "applied"
    assert states(status(project_at(root)))["002_names.sql"] == "pending"


def test_where_files_were_executed_without_a_ledger_the_schema_tells(root: Path) -> None:
    local_database(root, SECOND, *list(HISTORY.values())[:3])
    answer = status(project_at(root))
    assert list(states(answer).values()) == ["applied", "applied", "applied", "pending"]
    assert "d1_migrations" in (answer.stores[0].note or "")


def test_without_a_local_database_the_way_to_the_remote_one_is_said(root: Path) -> None:
    with pytest.raises(ArgumentError, match="There is no local D1 database"):
        status(project_at(root))


@pytest.mark.parametrize("text", ["", "Error: you are not logged in [code: 10000]", '{"a": 1}', "[1, 2]", "│ x │ y │"])
def test_what_is_no_ledger_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError, match="not a ledger"):
        read_pasted(text, "x")


def test_an_empty_ledger_is_one(root: Path) -> None:
    empty = '[{"results": [], "success": true}]'
    assert set(states(status(project_at(root), pasted=empty)).values()) == {"pending"}


def test_what_migrate_mongo_prints_is_read(root: Path) -> None:
    put(root, {f"{MIGRATIONS}/005_a.ts": "export async function up() {}\nexport async function down() {}\n"})
    put(root, {f"{MIGRATIONS}/006_b.ts": "export async function up() {}\nexport async function down() {}\n"})
    printed = (
        "┌──────────┬──────────────────────────┐\n│ Filename │ Applied At               │\n├──────────┼──────────────────────────┤\n"
        "│ 005_a.ts │ 2031-01-01T00:00:00.000Z │\n│ 006_b.ts │ PENDING                  │\n└──────────┴──────────────────────────┘\n"
    )
    assert states(status(project_at(root), pasted=printed)) == {"005_a.ts": "applied", "006_b.ts": "pending"}


def test_the_command_line_answers_in_text_and_json(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = tmp_path / "printed.txt"
    ledger.write_text(rows(*HISTORY, "009_\x1b[31mgone.sql"), encoding="utf-8")
    given = ["status", "--repo", str(root), "--ledger", str(ledger)]
    assert main(given) == 1
    text = capsys.readouterr().out
    assert f"applied    {MIGRATIONS}/001_venue.sql" in text
    assert "\x1b" not in text
    assert main([*given, "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["stores"][0]["counts"] == {"applied": 4, "missing": 1}
    assert main(["status", "--repo", str(root), "--ledger", str(tmp_path / "none")]) == 2


@pytest.mark.mongod
def test_the_changelog_of_a_server_is_read(root: Path) -> None:
    import pymongo

    mongod = find_mongod()
    if mongod is None or find_deno() is None:
        pytest.skip("mongod or Deno is not here")
    body = "export async function up() {}\nexport async function down() {}\n"
    config = 'module.exports = { mongodb: {}, changelogCollectionName: "ran", moduleSystem: "commonjs" };\n'
    put(root, {f"{MIGRATIONS}/00{n}_{name}.ts": body for n, name in ((5, "a"), (6, "b"), (7, "c"))})
    put(root, {"worker/migrate-mongo-config.js": config})
    with throw_away_server(mongod) as server, pymongo.MongoClient(server.uri) as client:
        entries = [
            {"fileName": "005_a.js", "appliedAt": datetime(2031, 1, 1, tzinfo=UTC)},
            {"fileName": "006_b.ts", "appliedAt": datetime(2031, 1, 1, tzinfo=UTC), "fileHash": "0" * 64},
        ]
        client["test"]["ran"].insert_many(entries)
        answer = status(project_at(root), mongodb_uri=server.uri)
    assert states(answer) == {"005_a.ts": "applied", "006_b.ts": "edited", "007_c.ts": "pending"}


@pytest.mark.d1
@pytest.mark.slow
def test_wrangler_itself_is_understood_and_the_commands_of_a_draft_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from d1.engines.workerd import folder, installed
    from nhimbe_migrations.authoring.compose.request import request_from
    from nhimbe_migrations.authoring.draft import draft
    from nhimbe_migrations.d1.shadow.generations import BASELINE

    if not installed():
        pytest.skip("real D1 is not installed")
    root = tmp_path / "shop 🎪"
    root.mkdir()
    wrangler = 'compatibility_date = "2025-01-01"\n[[d1_databases]]\nbinding = "DB"\ndatabase_name = "shop"\ndatabase_id = "1"\n'
    put(root, {"wrangler.toml": wrangler, "migrations/0001_a.sql": "CREATE TABLE a (id TEXT PRIMARY KEY);\n"})
    program = folder(BASELINE) / "node_modules" / ".bin" / "wrangler"
    environment = {**os.environ, "CI": "1", "WRANGLER_SEND_METRICS": "false", "HOME": str(tmp_path)}

    def run(command: str) -> str:
        command = command.replace("npx wrangler", str(program)).replace("--remote", "--local")
        shell = shutil.which("sh") or "sh"
        ran = subprocess.run([shell, "-c", command], cwd=root, env=environment, capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    run("npx wrangler d1 migrations apply shop --local")
    sql = 'ALTER TABLE a ADD COLUMN "it\'s 🙂" TEXT; CREATE TABLE b (id TEXT PRIMARY KEY, a TEXT REFERENCES a(id)); CREATE INDEX idx_b_a ON b(a);'
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    report = draft(project_at(root), request_from(description="More", target="d1", sql=sql))
    (verify,) = [command.run for command in report.commands if command.purpose.startswith("verify")]
    assert "missing: table b" in run(verify)
    put(root, {"migrations/0002_b.sql": sql})
    listed = run("npx wrangler d1 migrations list shop --local")
    assert states(status(project_at(root), pasted=listed)) == {"0001_a.sql": "applied", "0002_b.sql": "pending"}
    run("npx wrangler d1 migrations apply shop --local")
    assert states(status(project_at(root))) == {"0001_a.sql": "applied", "0002_b.sql": "applied"}
    assert '"results": []' in run(verify)
