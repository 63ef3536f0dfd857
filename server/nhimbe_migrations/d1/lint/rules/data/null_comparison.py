"""Nothing equals NULL."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import Node, kind, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="null-comparison",
    severity="error",
    summary="A comparison with NULL by = or <>",
    why="`x = NULL` is never true, not even where x is NULL: the UPDATE changes nothing, the CHECK lets everything pass.",
    help="Write IS NULL or IS NOT NULL.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find comparisons with the word NULL, also inside bodies and checks."""
    for statement in reading.statements:
        if statement.may_say("=", "<>") and any(_compares_with_null(node) for node in walk(statement.tree)):
            yield RULE.finding("A comparison with NULL is never true.", line=statement.line_of("NULL"))


def _compares_with_null(node: Node) -> bool:
    if kind(node) != "BinaryExpr" or not str(node["op"]).startswith(("EQ", "NE")):
        return False
    sides = (node["left"], node["right"])
    return any(kind(side) == "Literal" and side["literal_type"] == "NULL" for side in sides)
