"""A second run that does it twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.writes import inserted, updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="not-rerunnable",
    severity="warning",
    summary="A second run of `up` has another effect than the first",
    why="When up() fails half way it is run again, and what was done is done twice.",
    help="Use $set with a filter, $addToSet for $push, and upserts by _id.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for call in context.up:
        if call.method in {"insertOne", "insertMany"} or list(inserted(call)):
            documents = list(inserted(call))
            if any(not isinstance(document, Mapping) or "_id" not in document for document in documents):
                yield RULE.finding(
                    "A second run inserts the documents again.",
                    line=call.line,
                    help="Give each an _id, and upsert with $setOnInsert (`seed_documents`).",
                )
            else:
                yield RULE.finding(
                    "A second run stops here with a duplicate key.",
                    line=call.line,
                    severity="note",
                    help="Upsert with $setOnInsert (`seed_documents`).",
                )
        for update in updates(call):
            twice = [name for name in ("$inc", "$mul", "$push", "$pop", "$bit") if update.operator(name)]
            if twice:
                yield RULE.finding(f"{twice[0]} is applied again by a second run.", line=call.line)
