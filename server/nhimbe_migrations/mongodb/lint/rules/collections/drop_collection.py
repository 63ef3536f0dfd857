"""A collection that is dropped for good."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.plan.rules import DROP_COLLECTION

__all__ = ["RULE", "check"]

RULE = DROP_COLLECTION


def check(context: Context) -> Iterator[Finding]:
    made = {call.argument(0) for call in context.up if call.method == "createCollection"}
    for call in context.up:
        name = (
            call.collection if call.method == "drop" else call.argument(0) if call.method == "dropCollection" else None
        )
        if name is None and call.method not in {"drop", "dropCollection"}:
            continue
        temporary = isinstance(name, str) and name in made and name not in context.before.by_name
        if not temporary and not context.backed_up(call):
            yield RULE.finding(
                f"{name if isinstance(name, str) else 'A collection'!r} is dropped with all its documents, and down() cannot bring them back.",
                line=call.line,
            )
