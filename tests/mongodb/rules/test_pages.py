"""Every rule has a page that says what the rule says; what it shows as found is found, and what it shows as good is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mongodb.rules.gallery import found
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.rules import checks, rules

PAGES = Path(__file__).parents[3] / "docs" / "rules" / "mongodb"
READ = sorted(rule.name for rule, _ in checks())


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def block(name: str, label: str) -> str:
    match = re.search(rf"^```ts {label}\n(.*?\n)```$", page(name), re.DOTALL | re.MULTILINE)
    assert match, f"{name} shows no {label} example"
    return match[1]


def test_there_is_a_page_for_every_rule_and_no_other() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.md")) == [rule.name for rule in rules()]


def test_every_rule_has_one_name() -> None:
    names = [rule.name for rule in rules()]
    assert names == sorted(set(names))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_a_page_says_what_its_rule_says(rule: Rule) -> None:
    text = page(rule.name)
    assert text.startswith(f"# {rule.name}\n\n{rule.severity.capitalize()} · ")
    assert all(part in text for part in (rule.summary, rule.why, rule.help))
    assert ("can be accepted with a reason" in text) == rule.acceptable


@pytest.mark.parametrize("name", READ)
def test_what_the_page_calls_found_is_found(name: str) -> None:
    assert name in {rule for _, rule in found(block(name, "bad"))}


@pytest.mark.parametrize("name", READ)
def test_what_the_page_calls_good_has_no_finding_at_all(name: str) -> None:
    assert found(block(name, "good")) == []
