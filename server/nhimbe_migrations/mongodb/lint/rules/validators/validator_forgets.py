"""A validator that forgets what the earlier one said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context, Stage
from nhimbe_migrations.mongodb.state.collections import validated_fields
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = Rule(
    name="validator-forgets",
    severity="warning",
    summary="A new validator no longer has fields that the earlier one had",
    why="collMod replaces the whole validator: what it does not repeat is no longer checked.",
    help="Restate the fields that still count; `read_schema` shows the present validator.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    """Compare each `$jsonSchema` with the one in force before; fields that go in this migration may be forgotten."""
    for stage in context.stages:
        forgotten = _forgotten(stage) - _gone(context, stage)
        if forgotten:
            fields = ", ".join(sorted(forgotten))
            message = f"The new validator of {_named(stage)!r} no longer speaks of {fields}."
            yield RULE.finding(message, line=stage.call.line)


def _forgotten(stage: Stage) -> set[str]:
    command = stage.call.options(0) if stage.call.method == "command" else {}
    rule = command.get("validator")
    schema = rule.get("$jsonSchema") if isinstance(rule, Mapping) else None
    validation = stage.before.known(_named(stage)).validation
    if not isinstance(schema, Mapping) or validation is None:
        return set()
    properties, required = schema.get("properties"), schema.get("required")
    mentioned = {
        *(properties if isinstance(properties, Mapping) else ()),
        *(required if isinstance(required, list) else ()),
    }
    return set(validated_fields(validation)) - mentioned


def _gone(context: Context, stage: Stage) -> set[str]:
    return {
        str(name)
        for call in context.up
        if call.collection == _named(stage)
        for update in updates(call)
        for name in (*update.operator("$unset"), *update.operator("$rename"))
    }


def _named(stage: Stage) -> str:
    return str(stage.call.options(0).get("collMod", ""))
