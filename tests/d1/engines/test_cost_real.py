"""Rows read and written as the report tells them, beside what D1's own `meta` counts."""

from __future__ import annotations

import pytest

from d1.engines.workerd import counted
from d1.queries.cost_cases import cost_cases
from nhimbe_migrations.authoring.code.cost import cost_of
from nhimbe_migrations.authoring.code.database import effect_of
from nhimbe_migrations.d1.sql.script import Script

ROWS = 20


@pytest.mark.d1
@pytest.mark.usefixtures("engines")
def test_the_cost_is_what_d1_counts() -> None:
    cases = list(cost_cases())
    assert len(cases) >= 200
    runs = [
        ([case.schema, case.fill.replace("{n}", str(ROWS))], [item.text for item in Script.of(case.sql).statements])
        for case in cases
    ]
    wrong = []
    for case, (failed, meta) in zip(cases, counted(runs), strict=True):
        assert failed is None, (case, failed)
        with effect_of(case.schema, case.sql) as effect:
            assert effect is not None, case
            cost = cost_of(effect, {table: share * ROWS for table, share in case.rows})
        real = tuple(int(sum(item[key] for item in meta)) for key in ("rows_read", "rows_written"))
        told = cost.rows_read, cost.rows_written
        fits = all(one >= other for one, other in zip(told, real, strict=True)) if case.at_most else told == real
        if not fits:
            wrong.append((case.kind, case.table, told, real))
    assert wrong == []
