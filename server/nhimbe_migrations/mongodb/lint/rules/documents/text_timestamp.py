"""Timestamps as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.evaluate import callee_parts
from nhimbe_migrations.mongodb.code.tree import line_of, text_of
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.writes import inserted, updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="text-timestamp",
    severity="note",
    summary="A timestamp is kept as text",
    why="Text sorts and compares as text, TTL indexes skip it, and half of the code has to parse it.",
    help="Keep a Date.",
    target="mongodb",
)

_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_TIME = re.compile(r"[a-z]At$|^(created|updated|modified|deleted|expires|starts|ends)On$|Timestamp$|_at$|^date_")


def _written(call: Call) -> Iterator[tuple[str, Any]]:
    for document in inserted(call):
        yield from document.items() if isinstance(document, Mapping) else ()
    for update in updates(call):
        for operator in ("$set", "$setOnInsert"):
            yield from update.operator(operator).items()
        if update.method == "replaceOne" and isinstance(update.change, Mapping):
            yield from update.change.items()


def _declared(call: Call) -> Iterator[str]:
    options = call.options(0) if call.method == "command" else call.options(1)
    validator = options.get("validator")
    schema = validator.get("$jsonSchema") if isinstance(validator, Mapping) else None
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    for name, stated in properties.items() if isinstance(properties, Mapping) else ():
        if isinstance(stated, Mapping) and stated.get("bsonType") == "string" and _TIME.search(str(name)):
            yield str(name)


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes("call_expression"):
        receiver, method = callee_parts(node)
        if receiver is not None and method in {"toISOString", "toJSON"}:
            yield RULE.finding(f"{text_of(node)} writes a timestamp as text.", line=line_of(node))
    for stage in context.stages:
        for name, value in _written(stage.call):
            if isinstance(value, str) and _ISO.match(value):
                yield RULE.finding(
                    f"{name} is given a timestamp as text.", line=stage.call.line, help=f'Write new Date("{value}").'
                )
        for name in _declared(stage.call):
            yield RULE.finding(f"The validator makes {name} text.", line=stage.call.line, help='Say bsonType: "date".')
