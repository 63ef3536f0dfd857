"""Every rule has a page, and what the page shows is what the rule does."""

from __future__ import annotations

import pytest

from d1.rules.rule_pages import Page, page, pages
from nhimbe_migrations.d1.lint.fix import normalise
from nhimbe_migrations.d1.lint.fix_rules import FIXES
from nhimbe_migrations.d1.lint.lint import lint
from nhimbe_migrations.d1.lint.rules import rules
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.result import PROOF_RULES
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.findings.rule import Rule

CHECKED = [rule for rule in rules() if rule not in FIXES]
WITH_BAD = [rule.name for rule in CHECKED if page(rule.name).block("bad") is not None]
MOST = 700
"""Characters of a finding, with its help: more than that nobody reads."""
STYLE_OF_EXAMPLES = {"header", "final-semicolon", "missing-guard"}
"""The examples leave the header and other trimmings out; their own pages show these."""


def schema(of: Page) -> list[str]:
    return [statement.text for statement in Script.of(of.block("schema") or "").statements]


def found(of: Page, label: str) -> dict[str, str]:
    sql = of.block(label)
    assert sql is not None
    findings = lint(f"{sql}\n", schema=schema(of))
    assert all(len(f"{finding.message} {finding.help}") <= MOST for finding in findings)
    return {finding.rule: finding.severity for finding in findings}


def test_there_is_a_page_for_every_rule_and_no_other() -> None:
    assert {each.name for each in pages()} == {rule.name for rule in (*rules(), *PROOF_RULES)}


def test_rules_come_by_name_and_only_once() -> None:
    names = [rule.name for rule in rules()]
    assert names == sorted(set(names))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_a_page_says_what_its_rule_says(rule: Rule) -> None:
    text = page(rule.name).text
    assert text.startswith(f"# {rule.name}\n\n{rule.severity.capitalize()} · ")
    assert rule.summary in text
    assert rule.why in text
    assert rule.help in text
    assert ("can be accepted with a reason" in text) == rule.acceptable


@pytest.mark.parametrize("name", WITH_BAD)
def test_what_the_page_calls_found_is_found(name: str) -> None:
    assert name in found(page(name), "bad")


@pytest.mark.parametrize("name", [rule.name for rule in CHECKED])
def test_what_the_page_calls_good_has_no_finding_of_the_rule_and_no_error(name: str) -> None:
    left = found(page(name), "good")
    assert name not in left
    assert [rule for rule, severity in left.items() if severity == "error"] == []


@pytest.mark.parametrize("name", [rule.name for rule in CHECKED])
def test_what_the_page_calls_good_runs_on_d1(name: str) -> None:
    good = page(name).block("good")
    assert good is not None
    proof = prove(page(name).block("schema") or "", good)
    assert (proof.applied, proof.error) == (True, None)


@pytest.mark.parametrize("rule", FIXES, ids=lambda rule: rule.name)
def test_a_fix_turns_the_text_before_into_the_text_after(rule: Rule) -> None:
    shown = page(rule.name)
    result = normalise(f"{shown.block('before')}\n", number="013", description="Add reviews", schema=schema(shown))
    assert rule.name in [finding.rule for finding in result.fixes]
    assert result.sql == f"{shown.block('after')}\n"


@pytest.mark.parametrize("name", sorted({rule.name for rule in PROOF_RULES} - {rule.name for rule in rules()}))
def test_what_a_page_of_the_proof_shows_is_what_the_proof_says(name: str) -> None:
    shown = page(name)
    bad, good = shown.block("bad"), shown.block("good")
    assert bad is not None
    findings = prove(shown.block("schema") or "", bad).findings
    assert name in {finding.rule for finding in findings}
    assert all(len(f"{finding.message} {finding.help}") <= MOST for finding in findings)
    if good is not None:
        assert name not in {finding.rule for finding in prove(shown.block("schema") or "", good).findings}
