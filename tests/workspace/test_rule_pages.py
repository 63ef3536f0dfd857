"""docs/rules/any: a page for every rule of the history, whose examples are tried."""

import re
from pathlib import Path

import pytest

from nhimbe_migrations.workspace.history.history import read_history
from nhimbe_migrations.workspace.history.rules import rules
from workspace.checkouts import WRANGLER, Checkout

PAGES = Path(__file__).parents[2] / "docs/rules/any"
RULES = {rule.name: rule for rule in rules()}


def _examples(name: str, kind: str) -> list[str]:
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    return re.findall(rf"```text {kind}\n(.*?)```", text, re.DOTALL)


def _found(checkout: Checkout, example: str) -> set[str]:
    """Lay out the files that an example lists, a header behind a colon, and read the history."""
    for line in example.splitlines():
        path, _, header = line.partition(": ")
        checkout.write(path, header.replace("…", WRANGLER) + "\n")
    repository = checkout.open()
    return {each.rule for each in (*read_history(repository).findings, *repository.findings)}


def test_every_rule_has_a_page_and_every_page_a_rule():
    assert sorted(path.stem for path in PAGES.glob("*.md") if path.stem in RULES) == sorted(RULES)


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_page_says_what_the_rule_says(name: str):
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    rule = RULES[name]
    assert text.startswith(f"# {name}\n\n{rule.severity.capitalize()}")
    assert [said for said in (rule.summary, rule.why, rule.help) if said not in text] == []


@pytest.mark.parametrize(
    "name", sorted(name for name in RULES if (PAGES / f"{name}.md").is_file() and _examples(name, "bad"))
)
def test_what_a_page_shows_as_found_is_found_and_the_rest_is_not(name: str, tmp_path: Path):
    for kind in ("bad", "good"):
        for position, example in enumerate(_examples(name, kind)):
            (tmp_path / f"{kind}{position}").mkdir()
            found = _found(Checkout(tmp_path / f"{kind}{position}"), example)
            assert (kind, name in found) == (kind, kind == "bad")


def test_most_pages_have_an_example():
    without = {name for name in RULES if not _examples(name, "bad")}
    assert without == {"git-unavailable", "shallow-history", "unreadable-migration", "unusable-file"}
