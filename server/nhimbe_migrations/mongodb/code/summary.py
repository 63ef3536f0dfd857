"""What a MongoDB migration does, one short phrase a call of `up`, for lists that people and models read."""

from __future__ import annotations

from collections.abc import Mapping

from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.migration_file import read_migration

__all__ = ["summarise_calls"]


def summarise_calls(text: str, file: str) -> tuple[str, ...]:
    """Return what each database call of `up` does, in order: `createIndex users idx_users_email`; nothing where unread."""
    up = read_migration(text, file).up
    return tuple(dict.fromkeys(_phrase(call) for call in up.calls)) if up else ()


def _phrase(call: Call) -> str:
    first = call.arguments[0] if call.arguments else None
    owner = call.collection if isinstance(call.collection, str) else None
    if owner is None:
        return f"{call.method} {first}" if isinstance(first, str) else call.method
    return f"{call.method} {owner} {_detail(call)}".rstrip()


def _detail(call: Call) -> str:
    """The index's name or keys, or the name that the call was given."""
    first = call.arguments[0] if call.arguments else None
    if call.method == "createIndex":
        name = call.options(1).get("name")
        return name if isinstance(name, str) else " ".join(first) if isinstance(first, Mapping) else ""
    return first if isinstance(first, str) else ""
