"""Whatever is asked: an answer or a question, the same each time, in a time that nobody notices."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.targets.classify import classify

SCRAPS = st.sampled_from(
    ["D1", "Mongo", "not in", "into", "users", "payments", "edge cache", "and", "or", '"', "“", "'", "CREATE TABLE x (", "db.users.find(",
     "$set", "\n", "\x00", "🦄", "événements", "muD1", "event_reviews", "> ", "``", "because the", "א", "\u202e", "ﬁ", "İ"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=300), st.lists(SCRAPS, max_size=25).map(" ".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_gets_an_answer_or_a_question_and_always_the_same(request_: str):
    answer = classify(request_, tables=("event_reviews",), database_names=("some-db",))
    assert answer == classify(request_, tables=("event_reviews",), database_names=("some-db",))
    assert answer.target in {"d1", "mongodb"}
    assert (answer.question is not None) == answer.clarify
    assert all(signal.text for signal in answer.signals)


@pytest.mark.parametrize("word", ["", "D1", "mongo", "users", "payments", "?", "🦄", "not", "edge", "=", "'"])
def test_one_word_is_enough_for_an_answer(word: str):
    assert classify(word).why


@pytest.mark.parametrize(
    "scrap",
    [
        "D1 ",
        "a",
        '"',
        "-",
        "($set ",
        "select x from y ",
        "CREATE TABLE ",
        "insert into a (",
        "dont ",
        "because ",
        "Add it to users, not D1; ",
        "evntz ",
    ],
)
def test_ten_thousand_characters_take_less_than_two_seconds(scrap: str):
    request = (scrap * 10_000)[:10_000]
    started = time.perf_counter()
    classify(request)
    assert time.perf_counter() - started < 2


def test_a_usual_request_takes_less_than_five_milliseconds():
    request = "As a host I would like reminders: store them with the registrations, not in D1, so the edge cache can read them."
    classify(request)
    times = []
    for _ in range(25):
        started = time.perf_counter()
        classify(request)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.005
