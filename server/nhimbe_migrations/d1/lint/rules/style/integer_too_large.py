"""An integer that does not fit into 64 bits."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="integer-too-large",
    severity="warning",
    summary="An integer literal beyond 64 bits",
    why=(
        "SQLite stores it as a floating-point number, without an error, so that its last digits change. "
        "A Worker reads every number as a float, exact up to 9007199254740991."
    ),
    help="Store it as text, or in a smaller unit.",
    target="d1",
)
_LARGEST = 2**63 - 1


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at every decimal literal; a hexadecimal one that is too large is refused by D1."""
    for statement in reading.statements:
        words = statement.statement.significant
        for at, token in enumerate(words):
            digits = token.text.replace("_", "")
            if token.kind != "number" or not digits.isdigit():
                continue
            lowest = at > 0 and words[at - 1].text == "-" and int(digits) == _LARGEST + 1
            if int(digits) > _LARGEST and not lowest:
                yield RULE.finding(
                    f"{token.text} does not fit into 64 bits, so it becomes {float(int(digits)):.17g}.",
                    line=statement.line_at(token),
                )
