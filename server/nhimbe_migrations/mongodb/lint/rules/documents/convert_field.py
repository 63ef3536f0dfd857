"""Values that change their type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.conversions import converts_itself
from nhimbe_migrations.mongodb.plan.rules import CONVERT_FIELD
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = CONVERT_FIELD


def _converts(name: str, value: Any) -> bool:  # noqa: ANN401 JSValue
    return converts_itself(name, value)


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        call = stage.call
        for update in updates(call):
            for name, value in update.operator("$set").items():
                if _converts(name, value) and not context.backed_up(call):
                    yield RULE.finding(
                        f"{call.collection}.{name} changes its type, and down() cannot bring back how it was written.",
                        line=call.line,
                    )
