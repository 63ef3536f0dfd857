"""A rebuild as the tests ask for it, and what it leaves in a database with given rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from nhimbe_migrations.d1.rebuild.plan import RebuildPlan, plan_rebuild
from nhimbe_migrations.d1.shadow.generations import GENERATIONS
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.rendering import render


@dataclass(frozen=True)
class Database:
    """A schema, and rows for it."""

    schema: str
    rows: str = ""

    def plan(self, table: str, definition: str, **columns: str) -> RebuildPlan:
        return plan_rebuild(self.schema, table=table, definition=definition, columns=columns, render=render)

    def after(self, plan: RebuildPlan, *queries: str) -> list[list[tuple[Any, ...]]]:
        """Run the plan on the rows, on both generations, and ask; the generations have to agree."""
        told = [self._on(generation, plan.sql, queries) for generation in GENERATIONS]
        assert told[0] == told[1]
        return told[0]

    def _on(self, generation: Any, sql: str, queries: tuple[str, ...]) -> list[list[tuple[Any, ...]]]:
        shadow = open_shadow(generation)
        try:
            for step in (self.schema, self.rows or "SELECT 1", sql):
                assert shadow.apply(step) is None
            return [shadow.ask(query) for query in queries]
        finally:
            shadow.close()


@pytest.fixture
def database() -> Callable[..., Database]:
    return Database
