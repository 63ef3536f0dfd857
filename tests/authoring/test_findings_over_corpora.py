"""Every finding about every migration of the benchmark's corpus, as a draft gives it: short, and in its author's words."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import pytest

from finding_form import not_written, too_long
from nhimbe_migrations.d1 import build_states, examine, normalise
from nhimbe_migrations.findings.quotation import in_authors_words
from nhimbe_migrations.habits.conventions import Conventions

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))  # behind tests/, which has a package mongodb of its own

from judge.cases import developed  # the folder of the benchmark is no package of the tests

KINDS = {kind: [*cases] for kind, cases in groupby(developed("d1"), key=lambda case: case.kind)}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_findings_are_short_and_quote_what_was_written(kind: str) -> None:
    found = 0
    for case in sorted(KINDS[kind], key=lambda case: case.schema):
        states = build_states((("001_first.sql", case.schema),), committed=None)
        conventions = Conventions()
        fixed = normalise(
            case.migration, number="002", description="x", schema=states.history.schema, conventions=conventions
        )
        examined = examine(fixed.script, states, file="002_x.sql", conventions=conventions)
        told = [in_authors_words(finding, case.migration) for finding in examined.findings]
        found += len(told)
        assert too_long(told) == [], case.id
        assert not_written(told, case.migration) == [], case.id
    assert found
