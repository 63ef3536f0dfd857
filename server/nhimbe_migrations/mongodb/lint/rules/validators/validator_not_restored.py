"""A validator that `down` leaves in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="validator-not-restored",
    severity="error",
    summary="`up` replaces a validator and `down` does not restore the earlier one",
    why="collMod replaces the whole validator. After down() the old code meets rules that it does not know.",
    help="Restate the earlier validator with collMod in `down`; `read_schema` shows it.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    restored = {
        call.argument(0).get("collMod")
        for call in context.down
        if call.method == "command" and isinstance(call.argument(0), Mapping)
    }
    gone = {call.collection for call in context.down if call.method in {"drop", "rename"}}
    for call in context.up:
        command = call.argument(0)
        if call.method != "command" or not isinstance(command, Mapping) or "validator" not in command:
            continue
        name = command.get("collMod")
        if isinstance(name, str) and name not in restored | gone:
            yield RULE.finding(f"down() leaves the new validator of {name!r} in place.", line=call.line)
