"""Values that change their type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.changes.field_paths import FieldPath
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.conversions import converts_itself
from nhimbe_migrations.mongodb.plan.rules import CONVERT_FIELD
from nhimbe_migrations.mongodb.state.collections import Collection
from nhimbe_migrations.mongodb.state.field_types import keeps_all, known_type
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = CONVERT_FIELD


_TO = {
    "string": "string", "long": "long", "int": "int", "objectId": "ObjectId", "date": "Date", "bool": "boolean", "double": "number",
}  # fmt: skip
_SHORT = {"$toString": "string", "$toLong": "long", "$toInt": "int", "$toObjectId": "ObjectId", "$toDate": "Date"}


def _leads_back(name: str, value: Any, collection: Collection | None) -> bool:  # noqa: ANN401 JSValue
    """Whether each value can be told again from what it becomes: an ObjectId from its text."""
    if collection is None or not isinstance(value, Mapping) or len(value) != 1:
        return False
    operator, inner = next(iter(value.items()))
    to = _SHORT.get(operator)
    if operator == "$convert" and isinstance(inner, Mapping):
        to, inner = _TO.get(str(inner.get("to"))), inner.get("input")
    return inner == f"${name}" and keeps_all(known_type(collection, FieldPath.of(name)), to or "")


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        call = stage.call
        for update in updates(call):
            for name, value in update.operator("$set").items():
                if not converts_itself(name, value) or context.backed_up(call):
                    continue
                if not _leads_back(name, value, stage.collection()):
                    yield RULE.finding(
                        f"{call.collection}.{name} changes its type, and down() cannot bring back how it was written.",
                        line=call.line,
                    )
