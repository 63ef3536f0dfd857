"""Nobody binds values to a migration file."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

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


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find the first parameter of each statement."""
    for statement in reading.statements:
        parameter = next((token for token in statement.statement.significant if token.kind == "variable"), None)
        if parameter:
            yield RULE.finding(f"Nothing is bound to {parameter.text}.", line=statement.line_at(parameter))
