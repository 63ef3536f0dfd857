"""The wire in both protocol eras, and a question to the user: answered, declined, cancelled, impossible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.raw import Answer, RawClient

ERAS = ["2025-11-25", "2026-07-28"]
UNCLEAR = "store payments"
SQL = "CREATE TABLE IF NOT EXISTS edge_notes (id TEXT PRIMARY KEY, body TEXT);"


@pytest.fixture(params=ERAS)
def raw(request: pytest.FixtureRequest, sample: Path, tmp_path: Path) -> Iterator[RawClient]:
    with RawClient(sample, tmp_path / "state", request.param, {}, None) as client:
        yield client


def test_a_session_lists_what_there_is_and_reads_it(raw: RawClient) -> None:
    """The MCP specification: initialize or discover, then lists, prompts, resources and completion."""
    assert raw.opened["result"]["serverInfo" if raw.era == ERAS[0] else "supportedVersions"]
    tools = raw.request("tools/list", {})["result"]["tools"]
    assert len(tools) == 12
    prompt = raw.request(
        "prompts/get", {"name": "create_migration", "arguments": {"request": "cache event views at the edge"}}
    )
    text = prompt["result"]["messages"][0]["content"]["text"]
    assert "next one is **013**" in text
    assert "write_migration" in text
    review = raw.request("prompts/get", {"name": "review_migration", "arguments": {"number": "011"}})
    assert "upcoming_events" in review["result"]["messages"][0]["content"]["text"]
    for uri, found in (
        ("migration://", '"next":"013"'), ("migration://011", "CREATE VIEW"), ("schema://d1", "events_fts"),
        ("schema://d1/events", '"referenced_by"'), ("schema://mongodb", "eventThemes"),
        ("schema://mongodb/registrations", "idx_registrations_eventId_userId"),
        ("conventions://d1", "rebuild_table"), ("conventions://mongodb", "createIndex"),
    ):  # fmt: skip
        assert found in raw.request("resources/read", {"uri": uri})["result"]["contents"][0]["text"], uri
    for ref, argument, expected in (
        ({"type": "ref/prompt", "name": "review_migration"}, ("number", "01"), ["011", "010"]),
        ({"type": "ref/resource", "uri": "schema://d1/{table}"}, ("table", "event_r"), ["event_reviews"]),
        (
            {"type": "ref/resource", "uri": "schema://mongodb/{collection}"},
            ("collection", "event"),
            ["eventThemes", "events"],
        ),
    ):
        asked = {"ref": ref, "argument": {"name": argument[0], "value": argument[1]}}
        assert raw.request("completion/complete", asked)["result"]["completion"]["values"] == expected


def test_every_tool_answers_over_the_wire(raw: RawClient, sample: Path) -> None:
    by_hand = sample / "worker/src/db/migrations/020_by_hand.sql"
    by_hand.write_text(
        "-- Migration 020: By hand\nCREATE TABLE IF NOT EXISTS hands (id TEXT PRIMARY KEY);\n", encoding="utf-8"
    )
    draft = {"description": "Edge notes", "target": "d1", "sql": SQL}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("list_migrations", {}), ("next_number", {}), ("read_schema", {"target": "d1"}),
        ("classify_target", {"request": "add a city to events"}), ("draft_migration", draft),
        ("rebuild_table", {"table": "referrals", "definition": "CREATE TABLE referrals (id TEXT PRIMARY KEY, referrer_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, code TEXT NOT NULL UNIQUE, uses INTEGER NOT NULL DEFAULT 0 CHECK (uses >= 0), created_at TEXT DEFAULT (datetime('now')))"}),
        ("check_migrations", {"file": "020"}), ("write_migration", draft), ("update_schema", {"file": "020"}),
        ("update_types", {"file": "020"}), ("renumber_migration", {"file": "020"}), ("undo_migration", {}),
    ]  # fmt: skip
    for tool, arguments in calls:
        result = raw.call(tool, arguments)
        assert result.get("isError", False) is False, (tool, result["content"])
        assert result["structuredContent"], tool


def test_a_missing_prompt_argument_or_resource_is_a_worded_protocol_error(raw: RawClient) -> None:
    wrong = raw.request("prompts/get", {"name": "review_migration", "arguments": {"number": "099"}})
    assert "099" in wrong["error"]["message"]
    for arguments, said in (({}, "`number` is missing"), ({"number": "011", "of": "x"}, "no argument 'of'")):
        wrong = raw.request("prompts/get", {"name": "review_migration", "arguments": arguments})
        assert wrong["error"]["code"] == -32602
        assert said in wrong["error"]["message"]
    gone = raw.request("resources/read", {"uri": "schema://d1/nothing"})
    assert gone["error"]["code"] == -32602


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize(
    ("reply", "target", "clarify"),
    [
        ({"action": "accept", "content": {"target": "d1"}}, "d1", False),
        ({"action": "accept", "content": {"target": "mongodb"}}, "mongodb", False),
        ({"action": "decline"}, "mongodb", True),
        ({"action": "cancel"}, "mongodb", True),
    ],
)
def test_an_unclear_target_is_put_to_the_user(
    sample: Path, tmp_path: Path, era: str, reply: dict[str, Any], target: str, clarify: bool
) -> None:
    asked: list[dict[str, Any]] = []

    def answer(params: dict[str, Any]) -> dict[str, Any]:
        asked.append(params)
        return reply

    with RawClient(sample, tmp_path / "state", era, {"elicitation": {"form": {}}}, answer) as client:
        verdict = client.call("classify_target", {"request": UNCLEAR})["structuredContent"]
    assert (verdict["target"], verdict["clarify"]) == (target, clarify)
    assert len(asked) == 1
    assert "payments" in asked[0]["message"]
    assert asked[0]["requestedSchema"]["properties"]["target"]["enum"] == ["mongodb", "d1"]


@pytest.mark.parametrize("era", ERAS)
def test_a_client_that_cannot_ask_gets_the_question_back(sample: Path, tmp_path: Path, era: str) -> None:
    never: Answer | None = None
    with RawClient(sample, tmp_path / "state", era, {}, never) as client:
        verdict = client.call("classify_target", {"request": UNCLEAR})["structuredContent"]
    assert (verdict["target"], verdict["clarify"]) == ("mongodb", True)
    assert "payments" in verdict["question"]
