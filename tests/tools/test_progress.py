"""Progress of long calls, and calls that are taken back, on the wire of a real server process in both protocol eras."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nhimbe_migrations.system.steps import Step
from nhimbe_migrations.tools.checking import check_migrations
from nhimbe_migrations.tools.server_context import ServerContext
from nhimbe_migrations.tools.worker.pool import call, told_of_steps
from tools.raw import RawClient

ENDLESS = """INSERT INTO users (id, email, name)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i > 0) SELECT i, i, i FROM n WHERE i < 0"""
"""Runs for ever and finds nothing: what stops it is the client, or the limit of a statement."""
DRAFT = {"name": "draft_migration", "arguments": {"description": "Towns", "target": "d1"}}
SQL = "ALTER TABLE users ADD COLUMN town TEXT"


@pytest.fixture(params=["2025-11-25", "2026-07-28"])
def raw(request: pytest.FixtureRequest, sample: Path, tmp_path: Path) -> Iterator[RawClient]:
    with RawClient(sample, tmp_path / "state", request.param, {}, None) as client:
        yield client


def draft(sql: str) -> dict[str, Any]:
    return {**DRAFT, "arguments": {**DRAFT["arguments"], "sql": sql}}


def until_answered(raw: RawClient, number: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The notifications before the answer to a request, and the answer."""
    told: list[dict[str, Any]] = []
    while True:
        message = raw.receive()
        if message.get("id") == number:
            return told, message
        told.append(message)


def test_a_draft_tells_a_client_that_asks_what_it_does(raw: RawClient) -> None:
    told, answer = until_answered(raw, raw.ask("tools/call", draft(SQL), progressToken="draft-1"))
    assert answer["result"]["structuredContent"]["draft"]
    assert told, "nothing was told"
    assert {message["method"] for message in told} == {"notifications/progress"}
    steps = [message["params"] for message in told]
    assert {step["progressToken"] for step in steps} == {"draft-1"}
    assert steps[0]["message"] == "Replaying the history"
    counted = [step["progress"] for step in steps]
    assert counted == sorted(set(counted)), "the protocol wants it to grow with every notification"
    assert all(step["progress"] <= step["total"] for step in steps)


@pytest.mark.anyio
async def test_without_worker_processes_the_same_is_told(sample: Path) -> None:
    """As on a system that cannot fork."""
    told: list[Step] = []
    with told_of_steps(told.append):
        await call("check_migrations", "dear", check_migrations, ServerContext(str(sample)))
    assert told[0].what == "Comparing schema.sql with the history"
    assert [step.number for step in told] == [*range(1, len(told) + 1)]


def test_a_client_that_does_not_ask_hears_nothing(raw: RawClient) -> None:
    told, answer = until_answered(raw, raw.ask("tools/call", draft(SQL)))
    assert answer["result"]["structuredContent"]["draft"]
    assert told == []


def test_a_refusal_comes_through_where_progress_was_asked_for(raw: RawClient) -> None:
    unknown = {"name": "check_migrations", "arguments": {"file": "099"}}
    _, answer = until_answered(raw, raw.ask("tools/call", unknown, progressToken=7))
    assert answer["result"]["isError"] is True
    assert "099" in answer["result"]["content"][0]["text"]


@pytest.mark.skipif(sys.platform != "linux", reason="NOT CHECKED: processes are counted in /proc, which is Linux's")
def test_a_call_that_is_taken_back_ends_its_process_and_the_next_one_is_answered(raw: RawClient) -> None:
    endless = raw.ask("tools/call", draft(ENDLESS), progressToken="endless")
    while "Running" not in raw.receive()["params"]["message"]:
        pass
    server = raw.process.pid
    busy = descendants(server)
    raw.notify("notifications/cancelled", {"requestId": endless, "reason": "the user changed their mind"})
    told, answer = until_answered(raw, raw.ask("tools/call", draft(SQL), progressToken="next"))
    assert answer["result"]["structuredContent"]["draft"]
    assert endless not in [message.get("id") for message in told if "result" in message], "it was answered all the same"
    left = busy & descendants(server)
    assert len(left) < len(busy), "the process of the call goes on"
    everyone = descendants(server)
    raw.process.stdin.close()  # type: ignore[union-attr]
    raw.process.wait(timeout=60)
    ended = time.monotonic() + 60
    while any(map(is_alive, everyone)) and time.monotonic() < ended:
        time.sleep(0.05)
    assert not [*filter(is_alive, everyone)], "processes outlive the server"


def is_alive(process: int) -> bool:
    """Whether it runs; one that ended and waits for its parent to look does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def descendants(process: int) -> set[int]:
    """Every process below `process`, as the system has them now."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    new = {process}
    while new:
        new = {child for child, parent in parents.items() if parent in new}
        found |= new
    return found
