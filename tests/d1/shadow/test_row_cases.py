"""Migrations whose verdict hangs on rows: what the proof says of each, and what D1 did with rows written by hand.

The proof never sees the rows of a case: it makes its own. `make test` runs every case on both generations of real D1.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from finding_form import not_written, too_long
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.result import without_long_query
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow

FOLDER = Path(__file__).parents[2] / "cases" / "d1_rows"
TELLING = {"depends-on-rows"}


@dataclass(frozen=True)
class Case:
    id: str
    schema: str
    sane: str
    sql: str
    verdict: str
    odd: str = ""
    odd_fails: bool = False
    odd_loses: tuple[str, ...] = ()
    sane_loses: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def cases() -> list[Case]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        held: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in held["case"]:
            lists = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
            setup = f"{held['schema']}{lists.pop('schema', '')}"
            found.append(Case(**{"schema": setup, "sane": held["sane"] + lists.pop("sane", ""), **lists}))
    return found


CASES = cases()
NO_QUERY: set[str] = set()
"""Cases for which no query is found that is right on all rows: the warning stands without one."""


def database(case: Case, *, odd: bool) -> Shadow:
    shadow = open_shadow(LATEST)
    for text in (case.schema, case.sane, case.odd if odd else ""):
        assert not text.strip() or shadow.apply(text) is None, text
    return shadow


def counts(shadow: Shadow) -> dict[str, int]:
    names = [
        name
        for (name,) in shadow.ask("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    ]
    return {name: shadow.ask(f'SELECT count(*) FROM "{name}"')[0][0] for name in names}


def lost(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {name for name, count in before.items() if name in after and after[name] < count}


def test_there_are_as_many_cases_as_promised_and_no_name_twice() -> None:
    assert len(CASES) >= 150
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_proof_gives_the_verdict_of_a_sane_database(case: Case) -> None:
    proof = prove(case.schema, case.sql)
    assert proof.applied is (case.verdict == "applies"), (proof.error, proof.findings)
    assert too_long(map(without_long_query, proof.findings)) == []
    assert not_written(proof.findings, case.sql) == []


@pytest.mark.parametrize("case", [case for case in CASES if case.verdict == "applies"], ids=lambda case: case.id)
def test_the_proof_says_what_other_rows_would_do(case: Case) -> None:
    proof = prove(case.schema, case.sql)
    told = {finding.rule for finding in proof.findings}
    wanted = set(case.finds) | (TELLING if case.odd_fails else set())
    assert wanted <= told, (wanted - told, proof.findings)
    assert not told & set(case.absent), proof.findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_rows_of_a_case_do_what_the_case_says(case: Case) -> None:
    for odd in (False, True) if case.odd else (False,):
        shadow = database(case, odd=odd)
        before = counts(shadow)
        error = shadow.apply(case.sql)
        fails = case.odd_fails if odd else case.verdict == "refused"
        assert (error is not None) is fails, (odd, error)
        if not fails:
            gone = lost(before, counts(shadow))
            assert set(case.odd_loses if odd else case.sane_loses) <= gone, (odd, gone)


@pytest.mark.parametrize("case", [case for case in CASES if case.odd_fails], ids=lambda case: case.id)
def test_the_query_to_look_with_counts_the_odd_rows_and_no_sane_ones(case: Case) -> None:
    queries = prove(case.schema, case.sql).look_first
    if case.id in NO_QUERY:
        return
    assert queries, case.id
    sane, odd = database(case, odd=False), database(case, odd=True)
    assert [sane.ask(query)[0][0] for query in queries] == [0] * len(queries)
    assert any(odd.ask(query)[0][0] for query in queries)
