"""What a server starts by itself: nothing until it is asked something, then what the first draft would wait for."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.raw import RawClient

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
_PATIENCE = 60
ENGINES = {"mongod", "deno"}


def programs_below(process: int) -> dict[int, str]:
    """The programs that run below `process`, at any depth: their numbers and names."""
    parents, names = dict[int, int](), dict[int, str]()
    for folder in Path("/proc").iterdir():
        try:
            text = (folder / "stat").read_text() if folder.name.isdigit() else ""
        except OSError:
            continue
        name, _, rest = text.partition("(")[2].rpartition(")")
        if rest:
            parents[int(folder.name)], names[int(folder.name)] = int(rest.split()[1]), name

    def is_below(number: int) -> bool:
        while number in parents and number != process:
            number = parents[number]
        return number == process

    return {number: name for number, name in names.items() if number != process and is_below(number)}


def command_of(number: int) -> list[bytes]:
    """How a process was started; nothing where it has ended since."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def engines_below(process: int) -> set[int]:
    """The engines that run there, once each of them does."""
    late = time.monotonic() + _PATIENCE
    while not set((found := programs_below(process)).values()) >= ENGINES and time.monotonic() < late:
        time.sleep(0.05)
    return {number for number, name in found.items() if name in ENGINES}


def still_there(numbers: set[int]) -> set[int]:
    late = time.monotonic() + _PATIENCE
    while (left := {number for number in numbers if Path(f"/proc/{number}").exists()}) and time.monotonic() < late:
        time.sleep(0.05)
    return left


@pytest.mark.mongod
def test_the_engines_of_a_mongodb_proof_start_with_the_first_question_and_end_with_the_server(
    sample: Path, tmp_path: Path
) -> None:
    with RawClient(sample, tmp_path / "state", "2025-11-25", {}, None) as client:
        client.request("tools/list", {})
        assert not {*programs_below(client.process.pid).values()} & ENGINES, "nobody has asked for anything yet"
        client.call("list_migrations", {})
        engines = engines_below(client.process.pid)
        assert engines
        draft = {
            "description": "Add a flag",
            "target": "mongodb",
            "changes": [{"kind": "add_field", "collection": "events", "field": "flag", "value": False}],
        }
        assert client.call("draft_migration", draft)["structuredContent"]["verification"]["level"] == "executed"
    assert not still_there(engines)


@pytest.mark.mongod
@pytest.mark.parametrize("is_begun", [True, False])
def test_a_draft_is_served_by_the_engines_that_are_being_started_and_starts_no_others(
    sample: Path, tmp_path: Path, *, is_begun: bool
) -> None:
    with RawClient(sample, tmp_path / "state", "2025-11-25", {}, None) as client:
        client.call("list_migrations", {})
        if is_begun:
            engines_below(client.process.pid)
        for field in ("flag", "other"):
            draft = {
                "description": f"Add {field}",
                "target": "mongodb",
                "changes": [{"kind": "add_field", "collection": "events", "field": field, "value": False}],
            }
            assert client.call("draft_migration", draft)["structuredContent"]["verification"]["level"] == "executed"
        assert [*programs_below(client.process.pid).values()].count("mongod") == 1


@pytest.mark.mongod
def test_where_migrations_are_javascript_no_compiler_of_types_is_started(tmp_path: Path) -> None:
    repository = tmp_path / "shop"
    (repository / "migrations").mkdir(parents=True)
    (repository / "package.json").write_text('{"devDependencies": {"migrate-mongo": "11", "mongodb": "6"}}')
    (repository / "migrate-mongo-config.js").write_text('module.exports = { migrationsDir: "migrations" };\n')
    (repository / "migrations" / "20240101000000-users.js").write_text(
        "module.exports = {\n  async up(db) { await db.createCollection('users'); },\n"
        "  async down(db) { await db.collection('users').drop(); },\n};\n"
    )
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    with RawClient(repository, tmp_path / "state", "2025-11-25", {}, None) as client:
        draft = {
            "description": "Add a flag",
            "target": "mongodb",
            "changes": [{"kind": "add_field", "collection": "users", "field": "flag", "value": False}],
        }
        assert client.call("draft_migration", draft)["structuredContent"]["verification"]["level"] == "executed"
        started = [
            command
            for number, name in programs_below(client.process.pid).items()
            if name in ENGINES and (command := command_of(number))
        ]
        assert started
        assert not [command for command in started if b"lsp" in command]


def test_a_repository_without_mongodb_starts_none(tmp_path: Path) -> None:
    repository = tmp_path / "edge"
    (repository / "migrations").mkdir(parents=True)
    (repository / "wrangler.toml").write_text(
        'name = "edge"\n[[d1_databases]]\nbinding = "DB"\ndatabase_name = "edge"\ndatabase_id = "x"\n'
    )
    (repository / "migrations" / "0001_a.sql").write_text("CREATE TABLE a (id TEXT PRIMARY KEY);\n")
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    with RawClient(repository, tmp_path / "state", "2025-11-25", {}, None) as client:
        client.call("list_migrations", {})
        draft = {"description": "Add b", "target": "d1", "sql": "CREATE TABLE b (id TEXT PRIMARY KEY);"}
        assert client.call("draft_migration", draft)["structuredContent"]["draft"]
        assert not {*programs_below(client.process.pid).values()} & ENGINES
