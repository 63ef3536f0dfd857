"""LIKE and GLOB patterns have at most 50 bytes."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, walk
from nhimbe_migrations.d1.sql.tokens import unquoted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="pattern-too-long",
    severity="error",
    summary="A LIKE or GLOB pattern of more than 50 bytes",
    why="D1 accepts it at CREATE and refuses it when it is evaluated: a CHECK with such a pattern makes every INSERT fail.",
    help="Check less (`length(id) = 36`), use substr() or instr(), or leave the check to the application.",
    target="d1",
)

LIMIT = 50
"""Bytes of UTF-8 (Cloudflare's limits page; enforced locally too)."""


def check(reading: LintedScript) -> Iterator[Finding]:
    """Measure literal patterns, also inside bodies and checks."""
    for statement in reading.statements:
        if not statement.may_say("LIKE", "GLOB"):
            continue
        for node in walk(statement.tree):
            for pattern in _patterns(node):
                size = len(unquoted(pattern).encode())
                if size > LIMIT:
                    yield RULE.finding(
                        f"This pattern has {size} bytes; D1 takes {LIMIT}.", line=statement.line_of(unquoted(pattern))
                    )


def _patterns(node: Node) -> Iterator[str]:
    named = str(node.get("func_name", "")).lower()
    if kind(node) == "LikeExpr" and node["keyword"] in {"LIKE", "GLOB"}:
        candidates = [node["pattern"]]
    elif kind(node) == "FunctionCall" and named in {"like", "glob"}:
        candidates = items(node, "args")[:1]
    else:
        return
    for candidate in candidates:
        if kind(candidate) == "Literal" and candidate["literal_type"] == "STRING":
            yield str(candidate["source"])
