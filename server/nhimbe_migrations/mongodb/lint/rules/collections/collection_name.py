"""The convention for names of collections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="collection-name",
    severity="note",
    summary="A collection's name is not camelCase",
    why="Code that uses the other spelling reads an empty collection, without an error.",
    help="Write it like eventThemes.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        call = stage.call
        name = call.argument(0) if call.method in {"createCollection", "rename"} else None
        if call.method == "renameCollection":
            name = call.argument(1)
        if isinstance(name, str) and not re.fullmatch(r"[a-z][A-Za-z0-9]*", name):
            yield RULE.finding(f"{name!r} is not camelCase.", line=call.line)
