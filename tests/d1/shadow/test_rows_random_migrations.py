"""“applies, n of n exercised” is contradicted by no populated database that the queries clear, whatever the migration.

The schemas, migrations and databases are those of `random_migrations`: the seeds are drawn by hypothesis, none was chosen.
`python tests/d1/shadow/random_migrations.py FIRST COUNT` judges any others.
"""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from d1.shadow.random_migrations import contradiction, made_migration, made_schema, without_query
from nhimbe_migrations.d1.proof.prove import prove

SEEDS = st.integers(0, 2**32)


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(SEEDS)
def test_a_full_verdict_holds_on_databases_that_the_queries_clear(seed: int) -> None:
    chance = random.Random(seed)
    tables, schema = made_schema(chance)
    sql = made_migration(chance, tables)
    proof = prove(schema, sql)
    assert not without_query(proof), (schema, sql, without_query(proof))
    assert contradiction(chance, schema, sql, tables, proof) is None
