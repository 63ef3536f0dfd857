"""Code that still writes the old name."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="rename-field",
    severity="note",
    summary="A field is renamed with $rename",
    why="Until it is deployed again, running code reads undefined and writes the old name.",
    help="Expand and contract: write both names, fill the new one, switch the readers, remove the old one in a later migration.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for call in context.up:
        for update in updates(call):
            for name, to in update.operator("$rename").items():
                yield RULE.finding(
                    f"Code that is running reads {call.collection}.{name}, finds nothing, and writes it anew beside {to}.",
                    line=call.line,
                )
