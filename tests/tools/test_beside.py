"""A cheap call does not wait for a dear one, nor a draft for another: told by order, with the busy process held still."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.raw import RawClient
from tools.test_preparation import programs_below

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

DRAFT = {
    "name": "draft_migration",
    "arguments": {"description": "Towns", "target": "d1", "sql": "ALTER TABLE users ADD COLUMN town TEXT"},
}
OTHER = {**DRAFT, "arguments": {**DRAFT["arguments"], "sql": "ALTER TABLE users ADD COLUMN street TEXT"}}
CHEAP: tuple[tuple[str, dict[str, Any]], ...] = (
    ("tools/call", {"name": "list_migrations", "arguments": {}}),
    ("tools/call", {"name": "next_number", "arguments": {}}),
    ("tools/call", {"name": "read_schema", "arguments": {"target": "d1", "names": ["users"]}}),
    ("resources/read", {"uri": "schema://d1"}),
    ("resources/read", {"uri": "migration://"}),
    ("tools/list", {}),
)


@pytest.fixture
def raw(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RawClient]:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_CALL_SECONDS", "600")  # who is held still is not late
    with RawClient(sample, tmp_path / "state", "2025-11-25", {}, None) as client:
        yield client


def answers(raw: RawClient, numbers: set[int]) -> list[int]:
    """The requests of `numbers` in the order in which they are answered; any other answer in between is told too."""
    told: list[int] = []
    while not numbers <= {*told}:
        message = raw.receive()
        if "id" in message and "method" not in message:
            assert "result" in message, message
            assert not message["result"].get("isError"), message
            told.append(message["id"])
    return told


def workers(raw: RawClient) -> set[int]:
    """The processes that carry calls out: those that the server's own copy made."""
    zygotes = {number for number in programs_below(raw.process.pid) if parent_of(number) == raw.process.pid}
    return {number for number in programs_below(raw.process.pid) if parent_of(number) in zygotes}


def parent_of(number: int) -> int:
    try:
        return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended
        return 0


def send(processes: set[int], what: signal.Signals) -> None:
    for number in processes:
        os.kill(number, what)


def test_cheap_calls_are_answered_while_every_dear_worker_is_busy(raw: RawClient) -> None:
    answers(raw, {raw.ask("tools/call", DRAFT)})
    send(workers(raw), signal.SIGSTOP)  # so that one of two drafts has to be another worker's
    drafts = {raw.ask("tools/call", DRAFT), raw.ask("tools/call", OTHER)}
    done = {raw.receive()["id"]}
    busy = workers(raw)
    assert len(busy) == 2, "both of those for dear calls, and none for cheap ones yet"
    send(busy, signal.SIGSTOP)
    late = {raw.ask("tools/call", item) for item in (DRAFT, OTHER)}
    cheap = {raw.ask(method, arguments) for method, arguments in CHEAP}
    told = {*answers(raw, cheap)}
    assert not told & late
    send(busy, signal.SIGCONT)
    assert late <= {*answers(raw, (drafts | late) - done - told)}


def test_a_draft_is_finished_while_an_earlier_one_still_runs(raw: RawClient) -> None:
    answers(raw, {raw.ask("tools/call", DRAFT)})
    # A worker that makes ready for MongoDB, or one that is not next in turn, holds nothing up: then it is another's turn.
    for turn in range(_TURNS):
        there = sorted(workers(raw))
        held = {there[turn % len(there)]}
        send(held, signal.SIGSTOP)
        earlier, later = raw.ask("tools/call", DRAFT), raw.ask("tools/call", OTHER)
        told = answers(raw, {later})
        send(held, signal.SIGCONT)
        if told == [later]:
            assert answers(raw, {earlier}) == [earlier]
            return
    pytest.fail("no draft overtook another")


_TURNS = 8
