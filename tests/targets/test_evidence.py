"""Requests over six kinds of repository, laid out on the disk: `tune` was looked at while the rule grew, `held` was written first."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.classify import classify
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.result.answers import TargetAnswer

CASES = Path(__file__).parent / "cases"
REPOSITORIES = json.loads((CASES / "repositories.json").read_text(encoding="utf-8"))
Answered = list[tuple[dict[str, object], TargetAnswer]]


class Place:
    """A repository on the disk, opened as a tool opens it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def project(self, database: str | None = None, *, undecided: bool = False) -> Project:
        return open_project(str(self._root), {}, database=database, undecided=undecided)


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Place]:
    top = tmp_path_factory.mktemp("kinds")
    for kind, files in REPOSITORIES.items():
        for path, text in files.items():
            place = top / kind / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    return {kind: Place(top / kind) for kind in REPOSITORIES}


@pytest.fixture(scope="session")
def answered(places: dict[str, Place]) -> Callable[[str], Answered]:
    known: dict[str, Answered] = {}

    def answer(name: str) -> Answered:
        if name not in known:
            lines = (CASES / f"evidence_{name}.jsonl").read_text(encoding="utf-8").splitlines()
            cases = [json.loads(line) for line in lines]
            known[name] = [
                (case, classify(places[case["repository"]], case["request"], case.get("purpose"))) for case in cases
            ]
        return known[name]

    return answer


@pytest.mark.parametrize("name", ["tune", "held"])
def test_the_goals_hold(answered: Callable[[str], Answered], name: str):
    answers = answered(name)
    right = sum(case["target"] == answer.target for case, answer in answers)
    d1 = [answer.target == "d1" for case, answer in answers if case["target"] == "d1"]
    asked_rightly = sum(bool(case["clarify"]) and answer.clarify for case, answer in answers)
    asked_or_should = sum(bool(case["clarify"]) + answer.clarify for case, answer in answers)
    assert right / len(answers) >= 0.97
    assert sum(d1) / len(d1) >= 0.95
    assert 2 * asked_rightly / asked_or_should >= 0.93


def test_the_sets_are_wide_and_share_no_request(answered: Callable[[str], Answered]):
    sets = [
        {(case["repository"], str(case["request"]).casefold()) for case, _ in answered(name)}
        for name in ("tune", "held")
    ]
    assert sets[0] & sets[1] == set()
    assert sum(map(len, sets)) >= 300
    assert {case["repository"] for case, _ in answered("held")} == set(REPOSITORIES)


@pytest.mark.parametrize("name", ["tune", "held"])
def test_every_answer_names_facts_that_are_in_the_repository(answered: Callable[[str], Answered], name: str):
    for case, answer in answered(name):
        files = REPOSITORIES[str(case["repository"])]
        assert (answer.question is not None) == answer.clarify
        assert "{" not in (answer.question or "")
        for fact in answer.evidence or ():
            path = fact.where.partition(",")[0].partition(";")[0]
            assert path in files, fact
            assert fact.name.rpartition(".")[2] in files[path] or path.endswith(fact.name), fact


def test_a_name_that_neither_store_has_is_what_is_asked_about(places: dict[str, Place]):
    answer = classify(places["nhimbe"], "Add currency to gift_boxes")
    assert answer.clarify
    assert "gift_boxes" in (answer.question or "")


def test_a_column_that_means_the_same_is_told_as_evidence(places: dict[str, Place]):
    answer = classify(places["nhimbe"], "Add a city to events")
    assert any(fact.name == "events.location_locality" for fact in answer.evidence or ())


def test_a_purpose_says_what_the_answer_would_have_been_without(places: dict[str, Place]):
    answer = classify(places["both"], "exchange rates", "cache")
    assert (answer.target, answer.clarify) == ("d1", False)
    assert "Without the purpose: mongodb, after a question." in answer.why
    agreed = classify(places["d1-alone"], "exchange rates", "source-of-truth")
    assert (agreed.target, agreed.clarify) == ("d1", False)
    assert "does not change that" in agreed.why
