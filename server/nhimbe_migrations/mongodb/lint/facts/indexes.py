"""The indexes that a migration creates, with what they meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.state.apply_calls import UnreadableError, read_indexes
from nhimbe_migrations.mongodb.state.collections import Collection, Index

if TYPE_CHECKING:
    from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["NewIndex", "new_indexes"]


@dataclass(frozen=True, slots=True)
class NewIndex:
    call: Call
    index: Index
    collection: Collection
    """As it is just before the index is created."""
    restored: bool
    """It was there under this name when the migration began, and is created again."""


def new_indexes(context: Context) -> Iterator[NewIndex]:
    """Every index that `up` creates and whose definition can be read."""
    for stage in context.stages:
        collection = stage.collection()
        if stage.call.method not in {"createIndex", "createIndexes"} or collection is None:
            continue
        try:
            indexes = read_indexes(stage.call)
        except UnreadableError:
            continue
        for index in indexes:
            earlier = context.before.known(collection.name).indexes.get(index.name)
            same = earlier is not None and dict(earlier.keys) == dict(index.keys)
            yield NewIndex(stage.call, index, collection, same)
