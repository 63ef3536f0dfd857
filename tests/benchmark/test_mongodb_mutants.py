"""The mutants of MongoDB cases: each mutation is one change in one of the two functions, and the same seed makes the same mutants."""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from fresh.mongodb_mutants import MONGO_MUTATIONS, mongodb_mutants
from judge.cases import developed


def test_each_mutation_that_applies_changes_one_place_and_is_made_again() -> None:
    made = mongodb_mutants(1, 400)
    assert made == mongodb_mutants(1, 400)
    assert len({case.id for case in made}) == len(made)
    assert len(Counter(case.kind for case in made)) >= len(MONGO_MUTATIONS) * 2 // 3
    parents = {case.id: case for case in developed("mongodb")}
    for case in made:
        before, after = parents[case.origin].migration.splitlines(), case.migration.splitlines()
        changed = [line for line in difflib.ndiff(before, after) if line[:2] in {"- ", "+ "} and line[2:].strip()]
        assert changed, case.id
        heads = [line for line in after if "function up(" in line or "function down(" in line]
        assert heads == [line for line in before if "function up(" in line or "function down(" in line], case.id
