"""`IF NOT EXISTS` and `IF EXISTS` stand wherever SQLite has them."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.guards import created_name, is_scratch, missing_guards
from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.sql.syntax_tree import name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="missing-guard",
    severity="note",
    summary="A CREATE without IF NOT EXISTS, or a DROP without IF EXISTS",
    why="A migration that stopped half-way, or was run by hand before, cannot be run again.",
    help="Add the guard.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find missing guards that would hide nothing; where one would swallow a clash, silence is right."""
    if not reading.conventions.guards:
        return
    for item, words in _ran(reading) if reading.applied else _missing(reading):
        yield RULE.finding(f"{words} is missing.", line=item.line)


def _missing(reading: LintedScript) -> Iterator[tuple[LintedStatement, str]]:
    return ((item, f"{guard.words} for {guard.name}") for item, guard in missing_guards(reading.statements))


def _ran(reading: LintedScript) -> Iterator[tuple[LintedStatement, str]]:
    """What once was there or not is not known any more; the words themselves are."""
    for statement in reading.statements:
        if statement.tree is None or is_scratch(statement, reading.statements):
            continue
        if (made := created_name(statement)) and not statement.tree["if_not_exists"]:
            yield statement, f"IF NOT EXISTS for {made[1]}"
        if statement.kind == "DropStmt" and not statement.tree["if_exists"]:
            yield statement, f"IF EXISTS for {name_of(statement.tree['target'])}"
