"""Drift between two databases: the one that the history makes, and the one that schema.sql makes.

The order of columns is none: it differs wherever a column came by ALTER TABLE.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from nhimbe_migrations.d1.drift.report import Drift, drifts_of
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.model import Index, Object, Schema, Table, Trigger, View, VirtualTable
from nhimbe_migrations.d1.schema_file.editor import SchemaEdit, bring_up_to_date
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.states.states import Migrations, States

__all__ = ["drift_between", "repair_from_states"]


def drift_between(schema_sql: str, states: States, *, wished: Collection[tuple[str, str]] = ()) -> tuple[Drift, ...]:
    """Return how the file differs from the history; `wished` objects (kind, name) were edited by hand and are left out."""
    return tuple(_drifts(load_schema(schema_sql).schema, states, wished))


def _drifts(file: Schema, states: States, wished: Collection[tuple[str, str]]) -> Iterator[Drift]:
    history = states.history.schema
    for difference in differences(file, history):
        if not difference.order_only and (difference.object, difference.name) not in wished:
            yield from drifts_of(difference, file, history, states.told.origins)
    by_hand = {folded(name) for name in states.told.by_hand}
    for kind, item in file.objects():
        if folded(item.name) in by_hand and (kind, item.name) not in wished:
            message = f"No migration makes {kind} {item.name}; only schema.sql does."
            yield Drift("unexplained", kind, item.name, None, None, message, item.sql, None)


def repair_from_states(
    schema_sql: str, states: States, migrations: Migrations, *, wished: Collection[tuple[str, str]] = ()
) -> SchemaEdit:
    """Return the edit of `schema_sql` after which it says what the history makes; `wished` objects stay as they are.

    Raises:
        RefusedError: no edit could be proved.
    """
    words = "\n;\n\n".join(sql.removeprefix("\ufeff") for _, sql in migrations)
    return bring_up_to_date(schema_sql, _wanted(load_schema(schema_sql).schema, states.history.schema, wished), words)


def _wanted(file: Schema, history: Schema, wished: Collection[tuple[str, str]]) -> Schema:
    """The history's schema, in the file's words where they mean the same but for the order of columns."""
    ordered = {(found.object, folded(found.name)) for found in differences(file, history) if found.order_only}
    keys = {(kind, folded(name)) for kind, name in wished}
    objects: list[Object] = []
    for kind, item in history.objects():
        key = (kind, folded(item.name))
        here = file.find(kind, item.name)
        if key in keys and here is None:
            continue  # taken out of the file by hand
        objects.append(here if here is not None and (key in keys or key in ordered) else item)
    known = {(kind, folded(item.name)) for kind, item in history.objects()}
    objects += [item for kind, item in file.objects() if (kind, folded(item.name)) in keys - known]
    return replace(
        history,
        tables=tuple(item for item in objects if isinstance(item, Table)),
        indexes=tuple(item for item in objects if isinstance(item, Index)),
        triggers=tuple(item for item in objects if isinstance(item, Trigger)),
        views=tuple(item for item in objects if isinstance(item, View)),
        virtual_tables=tuple(item for item in objects if isinstance(item, VirtualTable)),
    )
