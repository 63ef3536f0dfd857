"""Operators that the server does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.writes import Update, updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unknown-operator",
    severity="error",
    summary="An operator that the server does not know, or a whole document where an update is wanted",
    why="The compiler does not catch it; the server refuses the call when the migration runs.",
    help="Look the operator up; updateMany wants operators ($set), replaceOne a document.",
    target="mongodb",
    acceptable=False,
)

_UPDATE = frozenset(
    {
        "$set", "$unset", "$inc", "$mul", "$rename", "$setOnInsert", "$min", "$max", "$currentDate", "$push", "$pull",
        "$pullAll", "$pop", "$addToSet", "$bit",
    }
)  # fmt: skip
_STAGES = frozenset({"$set", "$addFields", "$unset", "$project", "$replaceRoot", "$replaceWith"})
_MEANT = re.compile(r"json_?schema", re.IGNORECASE)
_TOP_LEVEL = frozenset({"$jsonSchema", "$and", "$or", "$nor", "$expr", "$comment"})


def _wrong_update(update: Update) -> Iterator[str]:
    change = update.change
    if update.method in {"replaceOne", "findOneAndReplace"}:
        if isinstance(change, Mapping) and any(str(key).startswith("$") for key in change):
            yield f"{update.method}() wants a whole document, not operators."
        return
    known, stages = (_STAGES, change) if isinstance(change, list) else (_UPDATE, [change])
    for stage in stages:
        for key in stage if isinstance(stage, Mapping) else ():
            if not str(key).startswith("$"):
                yield f"{update.method}() wants operators such as $set; {key!r} is none."
            elif key not in known:
                yield f"{key!r} is no operator of an update" + (" pipeline." if known is _STAGES else ".")


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            for update in updates(call):
                yield from (RULE.finding(text, line=call.line) for text in _wrong_update(update))
            options = call.options(0) if call.method == "command" else call.options(1)
            validator = options.get("validator")
            if isinstance(validator, Mapping):
                wrong = [key for key in validator if str(key).startswith("$") and key not in _TOP_LEVEL]
                yield from (RULE.finding(f"{key!r} is no operator of a validator.", line=call.line) for key in wrong)
                for key in validator:
                    if "$jsonSchema" not in validator and _MEANT.fullmatch(str(key)):
                        message = (
                            f"{key!r} is taken for a field that every document must have; the operator is $jsonSchema."
                        )
                        yield RULE.finding(message, line=call.line)
