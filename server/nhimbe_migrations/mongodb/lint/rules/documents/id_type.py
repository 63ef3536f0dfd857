"""Identifiers that are not text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="id-type",
    severity="note",
    summary="A validator makes `_id` something other than a string",
    why="Both databases share their identifiers; D1 keeps them as text.",
    help='Use bsonType: "string".',
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for call in context.up:
        options = call.options(0) if call.method == "command" else call.options(1)
        validator = options.get("validator")
        schema = validator.get("$jsonSchema") if isinstance(validator, Mapping) else None
        properties = schema.get("properties") if isinstance(schema, Mapping) else None
        stated = properties.get("_id") if isinstance(properties, Mapping) else None
        if isinstance(stated, Mapping) and stated.get("bsonType") not in {None, "string"}:
            yield RULE.finding(f"_id is {stated['bsonType']!r} here.", line=call.line)
