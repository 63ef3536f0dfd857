"""Which store a request means, asked of a repository: what the repository holds speaks, and the user has the last word."""

from __future__ import annotations

from pathlib import Path

import pytest

from nhimbe_migrations.authoring.classify import classify, describe, settled
from nhimbe_migrations.tools.server_context import ServerContext


@pytest.fixture
def place(sample: Path) -> ServerContext:
    return ServerContext(str(sample))


def test_a_table_of_d1_alone_is_d1_and_the_answer_shows_where_it_is(place: ServerContext) -> None:
    answer = classify(place, "Add an expires_at column to rate_limits")
    assert (answer.target, answer.clarify) == ("d1", False)
    (fact,) = (fact for fact in answer.evidence or () if fact.name == "rate_limits")
    assert (fact.store, fact.where.partition(",")[0]) == ("d1", "worker/src/db/schema.sql")


def test_a_collection_of_mongodb_alone_is_mongodb(place: ServerContext) -> None:
    answer = classify(place, "Give every document of eventThemes a colour")
    assert (answer.target, answer.clarify) == ("mongodb", False)


def test_what_nothing_speaks_for_is_asked_and_the_answer_of_the_user_settles_it(place: ServerContext) -> None:
    answer = classify(place, "Add a badge")
    assert answer.clarify
    assert f"Ask the user: {answer.question}" in describe(answer)
    chosen = settled(answer, "d1")
    assert (chosen.target, chosen.clarify, chosen.confidence, chosen.question) == ("d1", False, 1.0, None)
    assert describe(chosen) == "d1 (100%). The user chose d1."


def test_without_a_repository_the_words_alone_speak(tmp_path: Path) -> None:
    answer = classify(ServerContext(str(tmp_path / "nowhere")), "Add an index to the D1 table sessions")
    assert (answer.target, answer.evidence) == ("d1", None)
