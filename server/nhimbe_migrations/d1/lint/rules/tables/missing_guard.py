"""`IF NOT EXISTS` and `IF EXISTS` stand wherever SQLite has them."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.guards import created_name, is_scratch, missing_guards
from nhimbe_migrations.d1.lint.script.reading import Read, Reading
from nhimbe_migrations.d1.sql.syntax_tree import name_of
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.text import Finding

__all__ = ["RULE", "check"]

RULE = Rule(
    name="missing-guard",
    severity="warning",
    summary="A CREATE without IF NOT EXISTS, or a DROP without IF EXISTS",
    why="A migration that stopped half-way, or was run by hand before, cannot be run again.",
    help="Add the guard.",
    target="d1",
)


def check(reading: Reading) -> Iterator[Finding]:
    """Find missing guards that would hide nothing; where one would swallow a clash, silence is right."""
    for each, words in _ran(reading) if reading.applied else _missing(reading):
        yield RULE.finding(f"{words} is missing.", line=each.line)


def _missing(reading: Reading) -> Iterator[tuple[Read, str]]:
    return ((each, f"{guard.words} for {guard.name}") for each, guard in missing_guards(reading.statements))


def _ran(reading: Reading) -> Iterator[tuple[Read, str]]:
    """What once was there or not is not known any more; the words themselves are."""
    for each in reading.statements:
        if each.tree is None or is_scratch(each, reading.statements):
            continue
        if (made := created_name(each)) and not each.tree["if_not_exists"]:
            yield each, f"IF NOT EXISTS for {made[1]}"
        if each.kind == "DropStmt" and not each.tree["if_exists"]:
            yield each, f"IF EXISTS for {name_of(each.tree['target'])}"
