"""What a real mongod says of each case of `cases/mongodb/verdicts.jsonl`: whether it passes, what is wrong, and whether its writes met documents."""

import json
from pathlib import Path

import pytest

from finding_form import too_long
from mongodb.run.proving import FILE, history
from nhimbe_migrations.changes.mongodb import parse_changes
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.plan.plan import assemble, plan
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.rendering import render

pytestmark = pytest.mark.mongod
LINES = (Path(__file__).parents[2] / "cases" / "mongodb" / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]


def verdict(case, sandbox, folder):
    """Plan or take the migration, run it on documents made for it, and say in few words what came of it."""
    planned, before = None, Collections()
    if "changes" in case:
        before = history()
        planned = plan(parse_changes(case["changes"]), before)
        text, file = assemble(planned, number="002", description="change", render=render), FILE
    else:
        file = f"002_change.{case.get('form', 'ts')}"
        listed = dict.fromkeys(("axios", "env-var", "mongoose", "pino", "uuid", "zod"), "1")
        (folder / "package.json").write_text(json.dumps({"dependencies": listed}), encoding="utf-8")
        for name, content in case.get("files", {}).items():
            (folder / name).write_text(content, encoding="utf-8")
        head = case.get("head") or 'import { ObjectId } from "mongodb";\n'
        text = f"{head}export async function up(db) {{\n{case['up']}\n}}\nexport async function down(db) {{\n{case['down']}\n}}\n"
    parsed, absent = read_migration(text, file), planned.taken_as_new if planned else ()
    found = execute(
        text,
        seed=seed_for(parsed, before, absent=absent),
        repository_root=folder,
        file=file,
        sandbox=sandbox,
        reseed=lambda observed: seed_for(parsed, before, absent=absent, observed=observed),
    )
    told = [*(planned.findings if planned else ()), *found.findings]
    assert too_long(told) == []
    return {
        "status": found.status,
        "errors": sorted({item.rule for item in told if item.severity == "error"}),
        "met": sum(write.met for write in found.writes) > 0,
        "changed": found.changed,
        "again": found.rerunnable,
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case_has_the_verdict_that_it_had(case, sandbox, tmp_path):
    assert verdict(case, sandbox, tmp_path) == case["verdict"]


def test_there_are_as_many_cases_as_were_promised():
    assert len(CASES) >= 120
