"""Every case of rows, with the rows written by hand, on both generations of real D1."""

from __future__ import annotations

import pytest

from d1.engines.workerd import run
from d1.shadow.test_row_cases import CASES, Case
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.shadow.generations import GENERATIONS, Generation


@pytest.mark.d1
@pytest.mark.slow
@pytest.mark.parametrize("generation", GENERATIONS, ids=str)
def test_real_d1_says_the_same(engines: None, generation: Generation) -> None:
    variants = [(case, odd) for case in CASES for odd in ((False, True) if case.odd else (False,))]
    steps = [
        [text for text in (case.schema, case.sane, case.odd if odd else "") if text.strip()] + [case.sql]
        for case, odd in variants
    ]
    wrong = []
    for (case, odd), outcome in zip(variants, run(generation, steps), strict=True):
        assert not any(outcome.setup), (case.id, outcome.setup)
        fails = case.odd_fails if odd else case.verdict == "refused"
        if (outcome.error is not None) is not fails:
            wrong.append((case.id, odd, outcome.error))
    assert wrong == []


@pytest.mark.d1
@pytest.mark.slow
def test_real_d1_runs_the_queries_to_look_with(engines: None) -> None:
    asked: list[tuple[Case, str]] = []
    for case in CASES:
        proof = prove(case.schema, case.sql)
        queries = [query for query in (*proof.look_first, *proof.losses) if "WITH" in query or "main." in query]
        if queries:
            asked.append((case, "\n".join(queries)))
    steps = [[text for text in (case.schema, case.sane, case.odd) if text.strip()] + [sql] for case, sql in asked]
    outcomes = run(GENERATIONS[0], steps)
    failed = [
        (case.id, sql, outcome.error)
        for (case, sql), outcome in zip(asked, outcomes, strict=True)
        if outcome.error is not None
    ]
    assert failed == []
