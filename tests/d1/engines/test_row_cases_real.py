"""Every case of rows, with the rows written by hand, on both generations of real D1."""

from __future__ import annotations

import pytest

from d1.engines.workerd import run
from d1.shadow.test_row_cases import CASES
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
