"""A field's name stored as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="field-as-text",
    severity="error",
    summary='"$title" is written outside a pipeline, where it is text and no field',
    why='Only an update pipeline reads "$title" as the value of that field; a plain $set stores the seven characters.',
    help="Put the update into a list: updateMany(filter, [{ $set: { … } }]).",
    target="mongodb",
)

_WRITING = ("$set", "$setOnInsert", "$push", "$addToSet", "$min", "$max", "$inc")
_FIELD = re.compile(r"\$\$?[A-Za-z_][\w.]*")


def _fields_in(value: Any) -> Iterator[str]:  # noqa: ANN401 JSValue
    match value:
        case str():
            if _FIELD.fullmatch(value):
                yield value
        case {**fields}:
            for inner in fields.values():
                yield from _fields_in(inner)
        case [*items]:
            for inner in items:
                yield from _fields_in(inner)
        case _:
            pass


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            for update in updates(call):
                if not isinstance(update.change, Mapping):
                    continue
                for operator in _WRITING:
                    for text in _fields_in(update.change.get(operator)):
                        yield RULE.finding(f"{text!r} is stored as it stands here, as text.", line=call.line)
