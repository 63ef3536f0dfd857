"""`IF NOT EXISTS` and `IF EXISTS` stand wherever SQLite has them."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.changes.rule import Rule
from nhimbe_migrations.d1.rules.material.guards import created_name, missing_guard
from nhimbe_migrations.d1.rules.material.reading import Read, Reading
from nhimbe_migrations.d1.rules.material.tree import name_of
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
    for each in reading.statements:
        if words := _missing(each, applied=reading.applied):
            yield RULE.finding(f"{words} is missing.", line=each.line)


def _missing(each: Read, *, applied: bool) -> str:
    if applied and each.tree is not None:
        if (made := created_name(each)) and not each.tree["if_not_exists"]:
            return f"IF NOT EXISTS for {made[1]}"
        if each.kind == "DropStmt" and not each.tree["if_exists"]:
            return f"IF EXISTS for {name_of(each.tree['target'])}"
        return ""
    guard = missing_guard(each)
    return f"{guard.words} for {guard.name}" if guard else ""
