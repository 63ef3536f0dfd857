"""Derived statements on pairs of schemas with rows: every shape of the corpora, and random ones, each way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from d1.derive.pairs import corpus, loaded, outcome
from d1.schema.schema_samples import Sampler
from nhimbe_migrations.d1.derive.plan import derive, schema_text
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.rendering import render


def test_every_shape_of_the_corpora_is_reached_with_its_rows_or_refused() -> None:
    told = Counter(outcome(before, loaded(after)).partition(":")[0] for _, before, after in corpus())
    assert told.total() > 450
    assert told["refused"] < 0.06 * told.total()
    assert told["depends on rows"] < 0.02 * told.total()


@pytest.mark.parametrize("way", ["there", "back", "to another"])
def test_random_pairs_keep_the_rows_of_what_stays(way: str, schema_after: Callable[[str, str], Schema | None]) -> None:
    told: Counter[str] = Counter()

    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(min_value=0, max_value=2**40))
    def check(seed: int) -> None:
        sampler = Sampler(seed)
        before = sampler.schema()
        after = schema_after(before, sampler.migration()[0])
        assume(after is not None)
        assert after is not None
        if way == "back":
            before, after = schema_text(after), load_schema(before).schema
        elif way == "to another":
            after = load_schema(Sampler(seed + 1).schema()).schema
        told[outcome(before, after).partition(":")[0]] += 1

    check()
    assert told["arrived"] > 0


def test_a_parent_that_goes_while_a_child_still_names_it_is_refused() -> None:
    parent = "CREATE TABLE parents (id TEXT PRIMARY KEY);\n"
    child = "CREATE TABLE children (id TEXT PRIMARY KEY, parent TEXT REFERENCES parents(id) ON DELETE CASCADE);\n"
    with pytest.raises(RefusedError, match="parents goes, and children, which stays, still references it"):
        derive(parent + child, load_schema(child).schema, renames={}, drops_accepted=True, render=render)
