"""Rebuilds in random databases, on the shadow and on real D1: every row where it was, and the wanted table."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest

from d1.engines.conftest import MISSING
from d1.engines.workerd import MASTER, installed
from d1.rebuild.rebuild_cases import Case, rebuild_case
from d1.rebuild.rebuild_outcome import SEQUENCE, State, on_real_d1, on_shadow, probes, state_before
from nhimbe_migrations.d1.rebuild.plan import RebuildPlan, plan_rebuild
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.generations import BASELINE, GENERATIONS, Generation
from nhimbe_migrations.rendering import render

START = int(os.environ.get("D1_SEED", "0"))
SEEDS = range(START, START + int(os.environ.get("D1_REBUILDS", "200")))
NOTHING = (None, None, None)

pytestmark = pytest.mark.xdist_group("d1-rebuild")  # the cases are worked out once


@dataclass(frozen=True)
class Prepared:
    case: Case
    plan: RebuildPlan
    before: State
    asked: tuple[str, ...]
    """The probes of the new schema; their answers have to be those of `before`."""

    @property
    def steps(self) -> tuple[str, ...]:
        return self.case.schema, self.case.rows, self.plan.sql


def prepared(seed: int) -> Prepared:
    case = rebuild_case(seed)
    plan = plan_rebuild(case.schema, table=case.table, definition=case.definition, columns=case.columns, render=render)
    before, schema = state_before(case)
    after = load_schema(f"{case.schema}\n{plan.sql}").schema
    return Prepared(case, plan, before, tuple(probes(case, schema, after)))


@pytest.fixture(scope="module")
def cases() -> list[Prepared]:
    return [prepared(seed) for seed in SEEDS]


def differing(item: Prepared, after: State) -> list[tuple[str, object, object]]:
    """Probes that answer otherwise than before; the schema and the counter of the table itself are looked at apart."""
    pairs = zip(item.asked, item.before.answers, after.answers, strict=True)
    return [
        (query, was, now)
        for query, was, now in pairs
        if query != MASTER and _judged(query, was, item) != _judged(query, now, item)
    ]


def _judged(query: str, answer: object, item: Prepared) -> object:
    """A counter is kept where the table keeps AUTOINCREMENT, and goes or comes with the word."""
    if query != SEQUENCE or not isinstance(answer, list) or _keeps_counter(item):
        return answer
    return [row for row in answer if row[0] != item.case.table]


def _keeps_counter(item: Prepared) -> bool:
    old = next(part for part in item.case.schema.split(";\n") if f"CREATE TABLE {_name(item)} " in part)
    return ("AUTOINCREMENT" in old) == ("AUTOINCREMENT" in item.case.definition)


def _name(item: Prepared) -> str:
    return item.case.definition.removeprefix("CREATE TABLE ").split(" (\n")[0]


def assert_kept(items: list[Prepared], states: list[State]) -> None:
    wrong = {
        item.case.seed: (after.errors, differing(item, after))
        for item, after in zip(items, states, strict=True)
        if after.errors != NOTHING or differing(item, after)
    }
    assert wrong == {}


def assert_wanted(item: Prepared, master: list[list[str]]) -> None:
    """The tables are the old ones and the wanted one; indexes, triggers and views still stand."""
    made = ";\n".join(sql for _, _, _, sql in master if sql and not sql.startswith("CREATE TABLE 'ft_"))
    old, new = load_schema(item.case.schema).schema, load_schema(made).schema
    alone = load_schema(item.case.definition).schema
    table = new.table(item.case.table)
    assert table is not None
    assert differences(alone, Schema((table,))) == ()
    named = {(kind, each.name) for kind, each in new.objects()}
    dropped = {
        finding.message.split()[2]
        for finding in item.plan.findings
        if finding.rule == "rebuild-loses" and "index" in finding.message
    }
    assert named == {(kind, each.name) for kind, each in old.objects() if each.name not in dropped}


@pytest.mark.slow
@pytest.mark.parametrize("generation", GENERATIONS, ids=lambda generation: generation.name)
def test_on_the_shadow_no_row_of_any_table_changes(cases: list[Prepared], generation: Generation) -> None:
    assert_kept(cases, [on_shadow(generation, item.case, item.plan.sql, list(item.asked)) for item in cases])


@pytest.mark.d1
@pytest.mark.slow
@pytest.mark.parametrize("generation", GENERATIONS, ids=lambda generation: generation.name)
def test_on_real_d1_no_row_of_any_table_changes_and_the_table_is_the_wanted_one(
    cases: list[Prepared], generation: Generation
) -> None:
    if not installed():
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    items = [
        item for at, item in enumerate(cases) if (at % 3 == 0) == (generation == BASELINE)
    ]  # each case on one of them
    states = on_real_d1(generation, [(item.steps, item.asked) for item in items])
    assert_kept(items, states)
    for item, after in zip(items, states, strict=True):
        assert_wanted(item, after.answers[item.asked.index(MASTER)])


@pytest.mark.slow
def test_the_sample_holds_what_makes_rebuilds_hard(cases: list[Prepared]) -> None:
    emptied = sum("DELETE FROM" in item.plan.sql.replace("DELETE FROM sqlite_sequence", "") for item in cases)
    circles = sum("WHERE ref" in item.plan.sql for item in cases)
    rows = sum(len(answer) for item in cases for answer in item.before.answers[:-4] if isinstance(answer, list))
    assert emptied > len(cases) // 5
    assert circles > len(cases) // 20
    assert rows > len(cases) * 5
    assert sum(item.plan.method == "alter" for item in cases) > len(cases) // 20
    assert sum("CREATE TRIGGER" in item.plan.sql for item in cases) > len(cases) // 5
    assert sum("sqlite_sequence" in item.plan.sql for item in cases) > len(cases) // 20
