"""Real server processes, killed under load: 200 times, 25 in each of eight repositories."""

from __future__ import annotations

import json
import random
import re
import threading
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.write import write_request
from reliability.authors import sql_of
from reliability.killing import leftovers, strangers
from reliability.trees import files
from tools.raw import RawClient

REPOSITORIES = 8
KILLS = 25
LOAD = 8
"""Calls that are under way when the server dies."""


def arguments(name: str) -> dict[str, str]:
    return {"description": f"Add {name}", "target": "d1", "sql": sql_of(name)}


def told_before_the_kill(root: Path, state: Path, turn: int, delay: float) -> tuple[int, list[str]]:
    """Load a fresh server with calls and kill it; return the total it found, and the files it said it wrote."""
    with RawClient(root, state, "2025-11-25", {}, None) as client:
        total = client.call("list_migrations", {})["structuredContent"]["total"]
        for number in range(LOAD):
            params = {"name": "write_migration", "arguments": arguments(f"t_{turn}_{number}")}
            client._send({"jsonrpc": "2.0", "id": 1000 + number, "method": "tools/call", "params": params})
        assert client.process.stdout
        lines = [client.process.stdout.readline()]
        # Not a wait for something: the moment of the kill is what is tried.
        threading.Event().wait(delay)
        client.process.kill()
        lines += client.process.stdout.readlines()
    answers = [json.loads(line)["result"] for line in lines if line.endswith(b"\n")]
    assert [answer for answer in answers if answer.get("isError")] == []
    return total, [answer["structuredContent"]["file"] for answer in answers]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(REPOSITORIES))
def test_a_server_killed_under_load_leaves_whole_writes_and_the_next_server_works(
    small: Path, twin: Path, seed: int
) -> None:
    chance, state, told = random.Random(seed), small.parent / "state", set[str]()
    for turn in range(KILLS):
        total, written = told_before_the_kill(small, state, turn, chance.uniform(0, 0.4))
        landed = {str(path.relative_to(small)) for path in (small / "worker/src/db/migrations").glob("0*.sql")}
        assert total > len(told), "what was told is there for the next server, beside the legacy file"
        told |= set(written)
        assert told <= landed
        assert strangers(small) == []
    with RawClient(small, state, "2025-11-25", {}, None) as client:
        last = client.call("write_migration", arguments("last"))["structuredContent"]
        verdict = client.call("check_migrations", {})["structuredContent"]
    assert (last["written"], verdict["ok"], verdict["drift"]) == (True, True, [])
    project = open_project(str(small), {})
    repeat(project.history().migrations[1:], twin)
    assert files(small) == files(twin)
    assert leftovers(project) == []


def repeat(migrations: tuple[object, ...], twin: Path) -> None:
    """Write the same tables in the same order where nothing is killed."""
    project = open_project(str(twin), {})
    for migration in migrations:
        found = re.fullmatch(r"\d+_add_(\w+)\.sql", migration.name)  # type: ignore[attr-defined]
        assert found
        write_request(project, request_from(**arguments(found[1])))  # type: ignore[arg-type]
