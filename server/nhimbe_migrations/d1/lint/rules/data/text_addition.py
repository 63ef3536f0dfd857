"""`+` adds numbers only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import Node, kind, walk
from nhimbe_migrations.d1.sql.tokens import unquoted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="text-addition",
    severity="error",
    summary="`+` between texts",
    why="SQLite turns texts into numbers first: 'a' || 'b' is 'ab', 'a' + 'b' is 0.",
    help="Write || to join texts.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find additions in which one side is a text that is no number."""
    for statement in reading.statements:
        for node in walk(statement.tree):
            if kind(node) == "BinaryExpr" and node["op"] == "PLUS":
                text = next((side for side in (node["left"], node["right"]) if _is_text(side)), None)
                if text:
                    yield RULE.finding(
                        f"{str(text['source'])[:40]} is added as a number.",
                        line=statement.line_of(unquoted(str(text["source"]))),
                    )


def _is_text(node: Node) -> bool:
    if kind(node) != "Literal" or node["literal_type"] != "STRING":
        return False
    return re.fullmatch(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", unquoted(str(node["source"]))) is None
