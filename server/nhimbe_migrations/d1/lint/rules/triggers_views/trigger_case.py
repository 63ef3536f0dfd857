"""wrangler and D1's remote end look for BEGIN in capitals."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="trigger-case",
    severity="warning",
    summary="A trigger with `begin` or `end` in lower case",
    why=(
        "Older versions of wrangler join the rest of the file to it, and `migrations apply --remote` "
        "fails with `incomplete input` (workers-sdk #10998, #15314). No local run shows this."
    ),
    help="Write BEGIN and END in capitals.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the words around each trigger's body."""
    for statement in reading.of_kind("CreateTriggerStmt"):
        words = statement.statement.significant
        begin = next((token for token in words if token.says("BEGIN")), None)
        for token in (begin, words[-1]):
            if token and token.says("BEGIN", "END") and not token.text.isupper():
                yield RULE.finding(f"`{token.text}` is not in capitals.", line=statement.line_at(token))
                break
