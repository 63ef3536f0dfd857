"""A rename onto a field that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="rename-overwrites",
    severity="error",
    summary="$rename onto a field that documents may already have",
    why="The value of the other field is lost without an error, and down() cannot bring it back.",
    help="Filter with `{ newName: { $exists: false } }`, and look at what the other documents hold.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        for update in updates(stage.call):
            for name, to in update.operator("$rename").items():
                spared = isinstance(update.filter, Mapping) and update.filter.get(str(to)) == {"$exists": False}
                collection = stage.collection()
                if not spared and collection is not None and collection.knows(str(to)):
                    yield RULE.finding(
                        f"$rename of {name} replaces {to} where a document has both.", line=stage.call.line
                    )
