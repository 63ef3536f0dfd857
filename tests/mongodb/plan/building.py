"""From typed changes to a migration as text, and from collections to what a server would keep of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nhimbe_migrations.changes.mongodb import parse_changes
from nhimbe_migrations.mongodb.plan.plan import Plan, assemble, plan
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.rendering import render


def planned(changes: Sequence[dict[str, Any]], before: Collections | None = None) -> Plan:
    return plan(parse_changes(changes), before or Collections())


def written(changes: Sequence[dict[str, Any]], before: Collections | None = None, description: str = "Test") -> str:
    return assemble(planned(changes, before), number="013", description=description, render=render)


def structure(collections: Collections) -> dict[str, Any]:
    """Indexes, validators and options; a name that was only mentioned is nothing to a server."""
    held = {
        name: (
            {index.name: (list(index.keys.items()), dict(index.options)) for index in each.indexes.values()},
            each.validation and (each.validation.rule, each.validation.level, each.validation.action),
            dict(each.options),
            each.created,
        )
        for name, each in collections.by_name.items()
    }
    return {name: value for name, value in held.items() if value != ({}, None, {}, False)}
