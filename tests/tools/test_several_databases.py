"""A repository with several D1 databases: each has its own history, and which one is meant is asked, never guessed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from mcp import Client

from nhimbe_migrations.tools.server import build_server
from nhimbe_migrations.tools.server_context import ServerContext
from tools.conftest import ask, refusal, snapshot

WRANGLER = """
name = "api"
[[d1_databases]]
binding = "DB"
database_name = "shop"
database_id = "8cc92155-16f6-426a-b782-2965e0daf100"
migrations_dir = "migrations/main"
[[d1_databases]]
binding = "PII"
database_name = "shop-pii"
database_id = "8cc92155-16f6-426a-b782-2965e0daf200"
migrations_dir = "migrations/pii"
[[env.live.d1_databases]]
binding = "PII"
database_name = "shop-pii-live"
database_id = "8cc92155-16f6-426a-b782-2965e0daf300"
migrations_dir = "migrations/pii"
"""
ORDERS = "CREATE TABLE orders (id TEXT PRIMARY KEY, person TEXT NOT NULL);\n"
PEOPLE = "CREATE TABLE people (id TEXT PRIMARY KEY, mail TEXT NOT NULL);\n"
CODE = """export const a = (env: any) => env.DB.prepare("SELECT person FROM orders WHERE id = ?");
export const b = (env: any) => env.PII.prepare("SELECT mail FROM people WHERE id = ?");
"""


@pytest.fixture
def two(tmp_path: Path) -> Path:
    files = {
        "wrangler.toml": WRANGLER,
        "migrations/main/0001_orders.sql": ORDERS,
        "migrations/main/0002_orders_by_person.sql": "CREATE INDEX idx_orders_person ON orders(person);\n",
        "migrations/pii/001-people-table.sql": PEOPLE,
        "src/index.ts": CODE,
    }
    root = tmp_path / "shop"
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "all"]):  # fmt: skip
        subprocess.run(["git", *command], cwd=root, check=True, capture_output=True)
    return root


def serve(root: Path) -> Client:
    return Client(build_server(ServerContext(str(root))))


ASKING = {
    "list_migrations": {},
    "next_number": {},
    "read_schema": {"target": "d1"},
    "draft_migration": {"description": "add a note", "target": "d1", "sql": "ALTER TABLE people ADD COLUMN note TEXT"},
    "write_migration": {"description": "add a note", "target": "d1", "sql": "ALTER TABLE people ADD COLUMN note TEXT"},
    "rebuild_table": {"table": "people", "definition": "CREATE TABLE people (id TEXT PRIMARY KEY, mail TEXT)"},
    "check_migrations": {},
    "update_schema": {},
    "update_types": {},
    "renumber_migration": {"file": "001"},
}


@pytest.mark.anyio
async def test_every_tool_asks_which_database_is_meant_and_names_them(two: Path) -> None:
    before = snapshot(two)
    async with serve(two) as client:
        for tool, arguments in ASKING.items():
            said = await refusal(client, tool, **arguments)
            assert "shop (binding DB, migrations/main, wrangler.toml)" in said, tool
            assert "shop-pii (binding PII, migrations/pii, wrangler.toml)" in said, tool
            assert "`database`" in said
            assert "nhimbe-migrations.toml" in said
    assert snapshot(two) == before


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["PII", "pii", "shop-pii", "shop-pii-live", "migrations/pii"])
async def test_each_database_has_its_own_history_and_schema_by_any_of_its_names(two: Path, name: str) -> None:
    async with serve(two) as client:
        listed = await ask(client, "list_migrations", database=name)
        assert [entry["file"] for entry in listed["migrations"]] == ["migrations/pii/001-people-table.sql"]
        assert listed["found"]["database"] == "shop-pii, shop-pii-live"
        assert [other["name"] for other in listed["found"]["others"]] == ["shop"]
        schema = await ask(client, "read_schema", target="d1", database=name)
        assert [table["name"] for table in schema["tables"]] == ["people"]


@pytest.mark.anyio
async def test_a_draft_is_for_its_database_and_its_handle_remembers_which(two: Path) -> None:
    async with serve(two) as client:
        draft = await ask(
            client, "draft_migration", description="add a note", target="d1",
            sql="ALTER TABLE people ADD COLUMN note TEXT", database="PII",
        )  # fmt: skip
        assert draft["database"] == "shop-pii"
        report = await ask(client, "write_migration", draft=draft["draft"])
        assert report["file"] == "migrations/pii/002-add-a-note.sql"
        assert report["written"] is True
        runs = [command["run"] for command in report["commands"]]
        assert any("shop-pii " in run and "--local" in run for run in runs)
        assert any("shop-pii-live --env live --remote" in run for run in runs)
        assert not any(" shop " in run for run in runs)
        again = await ask(client, "write_migration", draft=draft["draft"])
        assert again["written"] is False
        wrong = await refusal(client, "undo_migration", database="DB")
        assert "shop-pii" in wrong
        undone = await ask(client, "undo_migration")
        assert (undone["database"], undone["files"][0]["path"]) == ("shop-pii", report["file"])
    assert not (two / report["file"]).exists()


@pytest.mark.anyio
async def test_a_schema_file_is_made_for_each_outside_of_every_migrations_folder(two: Path) -> None:
    async with serve(two) as client:
        made = [await ask(client, "update_schema", database=name) for name in ("DB", "PII")]
    paths = [report["files"][0]["path"] for report in made]
    assert len(set(paths)) == 2
    assert [Path(path).parent.as_posix() for path in paths] == ["migrations", "migrations"]
    assert ["orders" in (two / path).read_text() for path in paths] == [True, False]


@pytest.mark.anyio
async def test_queries_for_the_other_database_are_not_broken_ones(two: Path) -> None:
    async with serve(two) as client:
        for name in ("DB", "PII"):
            checked = await ask(client, "check_migrations", database=name)
            assert (checked["ok"], [f for f in checked["findings"] if f["rule"] == "broken-query"]) == (True, [])


@pytest.mark.anyio
async def test_a_request_is_classified_by_the_tables_of_all_of_them(two: Path) -> None:
    async with serve(two) as client:
        answer = await ask(client, "classify_target", request="add a phone column to people")
    assert answer["target"] == "d1"
    assert any("shop-pii" in item["where"] for item in answer["evidence"])


@pytest.mark.anyio
async def test_a_name_that_none_has_is_refused_with_those_there_are(two: Path) -> None:
    async with serve(two) as client:
        said = await refusal(client, "next_number", database="orders")
    assert "no D1 database 'orders'" in said
    assert "shop-pii" in said


@pytest.mark.anyio
async def test_resources_name_the_database_in_their_address(two: Path) -> None:
    async with serve(two) as client:
        pages = {
            address: (await client.read_resource(address)).contents[0].text
            for address in ("schema://d1/PII", "schema://d1/PII.people", "migration://shop", "migration://PII.001")
        }
    assert '"people"' in pages["schema://d1/PII"]
    assert '"mail"' in pages["schema://d1/PII.people"]
    assert "0002_orders_by_person.sql" in pages["migration://shop"]
    assert pages["migration://PII.001"] == PEOPLE


@pytest.mark.anyio
async def test_a_setting_settles_it_and_an_argument_goes_before_the_setting(two: Path) -> None:
    (two / "nhimbe-migrations.toml").write_text('[database]\nbinding = "DB"\n', encoding="utf-8")
    async with serve(two) as client:
        listed = await ask(client, "list_migrations")
        assert (listed["total"], listed["found"]["database"]) == (2, "shop")
        assert "nhimbe-migrations.toml" in listed["found"]["why"]
        assert (await ask(client, "list_migrations", database="PII"))["total"] == 1


def test_the_command_line_checks_both_asks_too_and_takes_the_name(two: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "nhimbe_migrations", *arguments, "--repo", str(two)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    both = run("check")  # which finds nothing to ask: it looks at each
    assert both.returncode == 0
    assert {"Database shop:", "Database shop-pii:"} <= set(both.stdout.splitlines())
    asked = run("facts", "people.mail")
    assert asked.returncode == 2
    assert "shop-pii" in asked.stderr
    assert run("check", "--database", "PII").returncode == 0
    assert run("facts", "--database", "PII", "people.mail").returncode == 0
    assert "migrations/pii" in run("init", "--print", "--database", "PII").stdout


@pytest.mark.anyio
async def test_a_prompt_asks_which_database_on_its_page_and_takes_the_answer(two: Path) -> None:
    async with serve(two) as client:

        async def page(name: str, **arguments: str) -> str:
            return (await client.get_prompt(name, arguments)).messages[0].content.text

        asked = await page("create_migration", request="add a phone column to people")
        assert "Which D1 database? There are 2: shop (binding DB" in asked
        assert "shop-pii" in asked.partition("What the request names")[2]
        told = await page("create_migration", request="add a phone column to people", database="PII")
        assert "001-people-table.sql" in told
        assert "Database: shop-pii" in told
        assert "0001_orders.sql" not in told
        assert "Which D1 database?" in await page("review_migration", number="1")
        assert PEOPLE.strip() in await page("review_migration", number="1", database="PII")


INDEX = [{"kind": "create_index", "collection": "reviews", "keys": {"score": 1}}]
REVIEWS = """module.exports = {
  async up(db, client) { await db.createCollection("reviews"); },
  async down(db, client) { await db.collection("reviews").drop(); },
};
"""


@pytest.mark.anyio
async def test_a_migration_of_mongodb_is_not_asked_for_a_d1_database(two: Path) -> None:
    async with serve(two) as client:
        draft = await ask(client, "draft_migration", description="by score", target="mongodb", changes=INDEX)
        assert [Path(file["path"]).parent.as_posix() for file in draft["files"]] == ["migrations"]
        assert "Which D1 database?" in await refusal(
            client, "draft_migration", description="x", target="both", changes=INDEX, sql="SELECT 1"
        )


@pytest.mark.anyio
async def test_a_history_of_mongodb_that_stands_apart_takes_its_migrations(two: Path) -> None:
    (two / "mongo/migrations").mkdir(parents=True)
    (two / "mongo/package.json").write_text('{"dependencies": {"migrate-mongo": "12"}}')
    (two / "mongo/migrate-mongo-config.js").write_text('module.exports = { migrationsDir: "migrations" };')
    (two / "mongo/migrations/20240101000000-reviews.js").write_text(REVIEWS)
    async with serve(two) as client:
        assert (await ask(client, "list_migrations", target="mongodb"))["total"] == 1
        assert [one["name"] for one in (await ask(client, "read_schema", target="mongodb"))["collections"]] == [
            "reviews"
        ]
        draft = await ask(client, "draft_migration", description="by score", target="mongodb", changes=INDEX)
        written = await ask(client, "write_migration", draft=draft["draft"])
        assert written["file"].startswith("mongo/migrations/2")
        assert written["file"].endswith("-by-score.js") or written["file"].endswith("-by_score.js")
        said = await refusal(
            client, "draft_migration", description="x", target="both", changes=INDEX, sql="SELECT 1", database="PII"
        )
        assert "MongoDB's is mongo/migrations, D1's migrations/pii" in said
