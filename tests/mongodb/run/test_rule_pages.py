"""What the pages of the rules that a run finds show as incorrect is found, by a real server or by planning."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mongodb.run.proving import history
from nhimbe_migrations.changes.mongodb import parse_changes
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.plan.plan import plan
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections

PAGES = Path(__file__).parents[3] / "docs" / "rules" / "mongodb"


def shown(language: str) -> dict[str, str]:
    blocks = {
        path.stem: re.search(
            rf"^```{language} found\n(.*?)\n```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
        for path in sorted(PAGES.glob("*.md"))
    }
    return {name: match[1] for name, match in blocks.items() if match}


@pytest.mark.mongod
@pytest.mark.parametrize("rule", shown("ts"))
def test_what_a_page_shows_is_found_by_running_it(rule, sandbox, tmp_path):
    text = shown("ts")[rule]
    (tmp_path / "package.json").write_text('{"dependencies": {"pino": "1"}}', encoding="utf-8")
    parsed, before = read_migration(text, "002_change.ts"), Collections()
    found = execute(
        text,
        seed=seed_for(parsed, before),
        repository_root=tmp_path,
        file="002_change.ts",
        sandbox=sandbox,
        reseed=lambda observed: seed_for(parsed, before, observed=observed),
    )
    assert rule in {item.rule for item in found.findings}, found


@pytest.mark.parametrize("rule", shown("json"))
def test_what_a_page_shows_is_found_by_planning_it(rule):
    found = plan(parse_changes([json.loads(shown("json")[rule])]), history()).findings
    assert rule in {item.rule for item in found}, found
