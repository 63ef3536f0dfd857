"""A compound SELECT has at most five terms."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import kind, selects, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="compound-terms",
    severity="error",
    summary="More than five SELECTs joined by UNION, EXCEPT or INTERSECT",
    why="D1 refuses the sixth: too many terms in compound SELECT. Rows of one VALUES list are not counted.",
    help="Write the rows as VALUES, or split the statement.",
    target="d1",
    acceptable=False,
)

LIMIT = 5


def check(reading: LintedScript) -> Iterator[Finding]:
    """Count the terms of each compound SELECT, also inside views and triggers."""
    for statement in reading.statements:
        if not statement.may_say("UNION", "EXCEPT", "INTERSECT"):
            continue
        inner = {
            id(node[side])
            for node in walk(statement.tree)
            if kind(node) == "CompoundSelect"
            for side in ("left", "right")
        }
        for node in walk(statement.tree):
            if kind(node) == "CompoundSelect" and id(node) not in inner:
                terms = sum(1 for _ in selects(node))
                if terms > LIMIT:
                    yield RULE.finding(f"{terms} SELECTs are joined here; D1 takes {LIMIT}.", line=statement.line)
