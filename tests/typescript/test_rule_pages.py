"""docs/rules/any/types-*: a page for every rule about types.ts, whose example is tried."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nhimbe_migrations.typescript.match.rules import rules
from nhimbe_migrations.typescript.update import bring_up_to_date
from typescript.types_cases import read_change

PAGES = Path(__file__).parents[2] / "docs/rules/any"
RULES = {rule.name: rule for rule in rules()}


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert sorted(path.stem for path in PAGES.glob("types-*.md") if path.stem in RULES) == sorted(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_page_says_what_the_rule_says_and_its_example_is_found(name: str) -> None:
    page, rule = (PAGES / f"{name}.md").read_text(encoding="utf-8"), RULES[name]
    changes, text = (re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL)[1] for kind in ("json changes", "ts"))

    assert page.startswith(f"# {name}\n\n{rule.severity.capitalize()}")
    assert [said for said in (rule.summary, rule.why, rule.help) if said not in page] == []
    made = bring_up_to_date(text, [read_change(change) for change in json.loads(changes)])
    assert [finding.rule for finding in made.findings] == [name]
