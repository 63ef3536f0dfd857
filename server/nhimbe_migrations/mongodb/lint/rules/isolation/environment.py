"""Settings of the machine that decide what a migration does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.environment import Setting, settings_read
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="environment",
    severity="error",
    summary="A variable of the environment decides what the migration does",
    why=(
        "The same migration then makes one database on this machine and another one on that. Where the variable is not set, "
        "`undefined` is written, which the driver stores as null."
    ),
    help="Write the value into the migration, or let up throw where the variable is not set.",
    target="mongodb",
)


_MOST_NAMES = 5


def check(context: Context) -> Iterator[Finding]:
    """Variables that are asked for, or have a value in their place, are a warning; those that are taken as they come an error."""
    settings = settings_read(context.parsed.tree)
    unnamed = [item for item in settings if not item.name]
    asked = [item for item in settings if item.name and item.uses & {"condition", "default"}]
    taken = [item for item in settings if item.name and item not in asked]
    if unnamed:
        message = (
            "Which variables of the environment are read cannot be told from the text: it was proved with none set."
        )
        yield RULE.finding(message, line=unnamed[0].line)
    if asked:
        message = f"What the migration does depends on {_named(asked)}, which another machine may have otherwise."
        yield RULE.finding(message, line=asked[0].line, severity="warning")
    if taken:
        message = f"The value of {_named(taken)} is taken as it comes: undefined on a machine that does not set it."
        yield RULE.finding(message, line=taken[0].line)


def _named(settings: Sequence[Setting]) -> str:
    told = ", ".join(f"process.env.{item.name}" for item in settings[:_MOST_NAMES])
    more = len(settings) - _MOST_NAMES
    return f"{told} and {more} more" if more > 0 else told
