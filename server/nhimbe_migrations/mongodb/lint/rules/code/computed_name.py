"""A name that is not known before it runs."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.values import Dynamic
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="computed-name",
    severity="warning",
    summary="A computed collection name, or the database handed to code elsewhere",
    why=(
        "A name that cannot be read cannot be checked, nor counted among the collections that later "
        "migrations build on."
    ),
    help="Write the name out, or loop over a literal list.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            if isinstance(call.collection, Dynamic) and "opaque" not in call.path:
                yield RULE.finding(
                    f"Which collection {call.method}() acts on is only known when it runs.", line=call.line
                )
            elif "opaque" in call.path:
                yield RULE.finding(f"{call.method}() is handed the database, and is not in this file.", line=call.line)
