"""Nobody binds values to a migration file."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import Reading
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.text import Finding

__all__ = ["RULE", "check"]

RULE = Rule(
    name="bound-parameter",
    severity="error",
    summary="`?`, `:name`, `@name` or `$1` in the file",
    why="A file is run without values: Wrong number of parameter bindings.",
    help="Write the value itself.",
    target="d1",
    acceptable=False,
)


def check(reading: Reading) -> Iterator[Finding]:
    """Find the first parameter of each statement."""
    for each in reading.statements:
        parameter = next((token for token in each.statement.significant if token.kind == "variable"), None)
        if parameter:
            yield RULE.finding(f"Nothing is bound to {parameter.text}.", line=each.line_at(parameter))
