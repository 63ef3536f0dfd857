"""Documents that are deleted for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="delete-documents",
    severity="error",
    summary="Documents are deleted and nothing keeps them",
    why="down() cannot know what they held.",
    help="Copy them into a backup collection with $match and $merge first; `down` merges them back.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for call in context.up:
        deleting = call.method in {"deleteOne", "deleteMany", "findOneAndDelete"}
        bulk = (
            call.method == "bulkWrite"
            and isinstance(call.argument(0), list)
            and any(isinstance(item, Mapping) and {"deleteOne", "deleteMany"} & set(item) for item in call.argument(0))
        )
        if (deleting or bulk) and not context.backed_up(call):
            yield RULE.finding(
                f"Documents of {call.collection!r} are deleted, and down() cannot bring them back.", line=call.line
            )
