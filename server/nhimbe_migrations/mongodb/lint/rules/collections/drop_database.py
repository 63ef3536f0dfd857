"""Everything, gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="drop-database",
    severity="error",
    summary="The database is dropped",
    why="No migration means that, and nothing brings it back.",
    help="Drop what is meant, collection by collection, with a backup.",
    target="mongodb",
    acceptable=False,
)


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            command = call.argument(0)
            asked = call.method == "command" and isinstance(command, Mapping) and "dropDatabase" in command
            if call.method == "dropDatabase" or asked:
                yield RULE.finding("The whole database is dropped.", line=call.line)
