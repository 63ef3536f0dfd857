"""States that were built before, from the cache on disk: with what they were told and the databases themselves.

The databases are SQLite images, which are opened only after their hash was found right (see `system.disk_cache`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from nhimbe_migrations.d1.schema.loading import Loaded, keep_loaded, load_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.errors import LoadProblem
from nhimbe_migrations.d1.states.state import History, State
from nhimbe_migrations.system.disk_cache import load, name_of, save
from nhimbe_migrations.system.plain_values import ShapeError, from_plain, to_plain

__all__ = ["name_of_states", "save_states", "saved_states"]


@dataclass(frozen=True, slots=True)
class _Database:
    """One state, and what loading it gives: where the two schemas are one, that is told once."""

    state: State
    refused: tuple[LoadProblem, ...]
    loaded: Schema | None
    image: int
    """Bytes of its image, which follow one another behind the rest."""


@dataclass(frozen=True, slots=True)
class _Entry:
    told: History
    databases: tuple[_Database, ...]


def name_of_states(parts: Iterable[str]) -> str:
    """Return the name under which states made of `parts`, by this SQLite, are kept."""
    import apsw

    return name_of("states", (apsw.sqlite_lib_version(), apsw.apsw_version(), *parts))


def saved_states(name: str) -> tuple[History, tuple[State, ...]] | None:
    """Return what `save_states` kept under `name`; None where there is nothing of that kind."""
    data = load(name)
    if data is None:
        return None
    head, _, images = data.partition(b"\n")
    try:
        entry = from_plain(_Entry, json.loads(head))
    except (ShapeError, ValueError, TypeError, RecursionError):
        return None
    sizes = [item.image for item in entry.databases]
    if not sizes or min(sizes) < 0 or sum(sizes) != len(images):
        return None
    at = 0
    for item in entry.databases:
        image, at = images[at : at + item.image], at + item.image
        keep_loaded(item.state.sql, Loaded(item.loaded or item.state.schema, item.refused, image))
    return entry.told, tuple(item.state for item in entry.databases)


def save_states(name: str, told: History, states: tuple[State, ...]) -> None:
    """Keep states for the next process."""
    loaded = [load_schema(state.sql) for state in states]
    databases = tuple(
        _Database(state, item.refused, None if _same(item.schema, state.schema) else item.schema, len(item.image))
        for state, item in zip(states, loaded, strict=True)
    )
    head = json.dumps(to_plain(_Entry, _Entry(told, databases)), separators=(",", ":"))
    save(name, head.encode() + b"\n" + b"".join(item.image for item in loaded))


def _same(one: Schema, other: Schema) -> bool:
    return one == other and one.internal == other.internal
