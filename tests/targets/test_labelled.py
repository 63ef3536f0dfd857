"""The labelled requests: `tune` was looked at while the vocabulary grew, `held` was written first and only ever measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nhimbe_migrations.targets.classify import Classification, classify

CASES = Path(__file__).parent / "cases"
REPOSITORY = json.loads((CASES / "repository.json").read_text(encoding="utf-8"))


def labelled(name: str) -> list[tuple[dict[str, object], Classification]]:
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    return [(case, classify(case["request"], **REPOSITORY)) for case in cases]


@pytest.mark.parametrize("name", ["tune", "held"])
def test_the_thresholds_hold(name: str):
    answers = labelled(name)
    right = sum(case["target"] == answer.target for case, answer in answers)
    d1 = [answer.target == "d1" for case, answer in answers if case["target"] == "d1"]
    asked_rightly = sum(bool(case["clarify"]) and answer.clarify for case, answer in answers)
    asked_or_should = sum(bool(case["clarify"]) + answer.clarify for case, answer in answers)
    assert right / len(answers) >= 0.97
    assert sum(d1) / len(d1) >= 0.95
    assert 2 * asked_rightly / asked_or_should >= 0.90


@pytest.mark.parametrize("name", ["tune", "held"])
def test_every_answer_can_be_checked_against_the_request(name: str):
    for case, answer in labelled(name):
        request = " ".join(str(case["request"]).split())
        assert (answer.question is not None) == answer.clarify
        assert all(signal.text.rstrip("…") in request for signal in answer.signals), case
        assert 0 < answer.confidence < 1
        assert answer.why.endswith(".")


def test_the_sets_share_no_request():
    tune, held = ({str(case["request"]).casefold() for case, _ in labelled(name)} for name in ("tune", "held"))
    assert tune & held == set()
