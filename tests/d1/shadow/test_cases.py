"""Every case that was run on real D1, replayed: on the bare shadow to the letter, and through a proof.

The verdicts are D1's own (`d1_ok`: wrangler 4.86, `d1_ok_latest`: wrangler 4.164).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nhimbe_migrations.d1.lint.lint import lint
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.shadow.generations import BASELINE, LATEST, Generation
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.script import Script

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases" / "d1-cases.jsonl").read_text(encoding="utf-8").splitlines()
]
PROVABLE = [case for case in CASES if not (case["rows_dependent"] and not case["rows_sql"])]
"""A verdict that holds for an empty table only is not that of a proof, which fills every table."""

KNOWN: dict[str, str] = {}
OTHER_WORDS = {
    BASELINE: {
        "rb_noaction_defer_on_only_rows": "the constraint's extended code, where the object is reset",
        "trigger_cascade_depth_11": "D1's own limit on trigger depth words it otherwise",
    },
    LATEST: {},
}
"""Same verdict, other words."""
NEEDS_ITS_ROWS = KNOWN | {
    "backfill_bad_json_rows": "text that is no JSON in a column that the migration reads as JSON: said as depends-on-rows",
    "or_fail": "the row that conflicts is among the case's rows",
    "rb_add_fk_orphans_rows": "orphans, which no application with foreign keys on could write",
    "rb_add_unique_dupes_rows": "duplicates",
    "rename_fk_parent_column": "a foreign key over a column that is renamed",
    "seed_rerun_unique_violation": "the seed's own rows, there already",
}
"""Verdicts that hang on particular rows, which made-up ones need not hold."""
LEXICAL = frozenset(
    {"ora_varchar2", "pg_text_array_default", "sx_missing_comma_swallowed", "sx_named_constraint_alone", "sx_typo_type"}
)
"""Traps that can be read from the text alone: the rules find them, not the run."""


def verdict(case: dict[str, Any], generation: Generation) -> str | None:
    shadow = open_shadow(generation)
    for sql in (case["setup_sql"], case["rows_sql"]):
        assert not sql.strip() or shadow.apply(sql) is None
    error = shadow.apply(case["migration_sql"])
    shadow.close()
    return error.message if error else None


@pytest.mark.parametrize(("generation", "key"), [(BASELINE, "error"), (LATEST, "error_latest")], ids=str)
def test_the_shadow_gives_each_verdict_in_d1s_own_words(generation: Generation, key: str) -> None:
    said = {case["id"]: (case[key], verdict(case, generation)) for case in CASES}
    verdicts = {name: pair for name, pair in said.items() if (pair[0] is None) != (pair[1] is None)}
    wordings = {
        name: pair
        for name, pair in said.items()
        if pair[0] != pair[1] and not (pair[0] or "").startswith("internal error")
    }
    assert verdicts == {}
    assert wordings.keys() == OTHER_WORDS[generation].keys(), wordings


def test_a_proof_applies_what_both_generations_apply() -> None:
    """schema.sql holds the rows here, so that the proof starts from the same database as D1 did."""
    differing = {
        case["id"]
        for case in PROVABLE
        if prove(f"{case['setup_sql']}\n{case['rows_sql']}", case["migration_sql"]).applied
        is not (case["d1_ok"] and case["d1_ok_latest"])
    }
    assert differing == set(KNOWN)


def test_a_proof_names_the_tables_that_lost_rows() -> None:
    for case in PROVABLE:
        if not case["rows_lost_in"]:
            continue
        proof = prove(f"{case['setup_sql']}\n{case['rows_sql']}", case["migration_sql"])
        lost = [row.table for row in proof.rows if row.after is not None and (row.before or 0) > row.after]
        assert lost == sorted(case["rows_lost_in"]), case["id"]
        own = {"events"} if case["id"] == "fk_delete_parent_cascade" else set()
        blamed = {
            finding.message.split(" ", 1)[0]
            for finding in proof.findings
            if finding.rule in ("cascade-data-loss", "rows-lost")
        }
        assert blamed == set(lost) - own, case["id"]


def test_every_trap_that_a_run_can_see_is_flagged() -> None:
    silent = {
        case["id"]
        for case in CASES
        if case["silent_trap"]
        and (proof := prove(f"{case['setup_sql']}\n{case['rows_sql']}", case["migration_sql"])).applied
        and not proof.findings
    }
    assert silent == LEXICAL


def test_rules_and_run_together_flag_every_silent_trap() -> None:
    """Made-up rows only: what a user of the tool has."""
    unflagged = [
        case["id"]
        for case in CASES
        if case["silent_trap"]
        and not prove(case["setup_sql"], case["migration_sql"]).findings
        and not {
            finding.rule
            for finding in lint(
                case["migration_sql"], schema=[each.text for each in Script.of(case["setup_sql"]).statements]
            )
        }
        - {"header", "missing-guard"}
    ]
    assert unflagged == []


def test_made_up_rows_alone_give_nearly_every_verdict() -> None:
    """Without the case's rows, only verdicts that hang on particular values may differ."""
    differing = {
        case["id"]
        for case in PROVABLE
        if prove(case["setup_sql"], case["migration_sql"]).applied is not (case["d1_ok"] and case["d1_ok_latest"])
    }
    assert differing == NEEDS_ITS_ROWS.keys()
