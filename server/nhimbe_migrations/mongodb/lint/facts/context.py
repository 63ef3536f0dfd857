"""One migration as the rules see it: what it calls, and what the history made of the database before each call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.migration_file import ParsedFunction, ParsedMigration
from nhimbe_migrations.mongodb.code.tree import walk
from nhimbe_migrations.mongodb.state.collections import Collection, Collections
from nhimbe_migrations.mongodb.state.replay import fold_calls
from nhimbe_migrations.mongodb.state.writes import merged_into

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Context", "Stage", "context_of"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A call of `up`, with the collections as they are just before it."""

    call: Call
    before: Collections

    def collection(self) -> Collection | None:
        """The collection that the call is about, when its name is known."""
        name = self.call.collection if self.call.collection is not None else self.call.argument(0)
        return self.before.known(name) if isinstance(name, str) else None


@dataclass(frozen=True, slots=True)
class Context:
    parsed: ParsedMigration
    before: Collections
    """What the migrations before this one made."""
    after: Collections
    up: tuple[Call, ...]
    down: tuple[Call, ...]
    stages: tuple[Stage, ...]
    """The calls of `up`, each with what it meets."""

    by_type: Mapping[str, Sequence[Node]] = field(repr=False)
    """The nodes of the file by their type, each list in order: many rules ask, and the tree is walked once."""

    def nodes(self, *types: str) -> Sequence[Node]:
        """Every node of these types in the file, in order."""
        found = [node for kind in types for node in self.by_type.get(kind, ())]
        return found if len(types) == 1 else sorted(found, key=lambda node: node.start_byte)

    @property
    def functions(self) -> tuple[ParsedFunction, ...]:
        return self.parsed.functions

    def has_documents(self, collection: object) -> bool:
        """Whether the collection was there before this migration, and so may hold documents."""
        return isinstance(collection, str) and self._origin(collection) is not None

    def is_its_own(self, collection: object) -> bool:
        """Whether nothing spoke of the collection before, and down() drops it: then up() makes it."""
        return (
            isinstance(collection, str)
            and self.before.get(collection) is None
            and any(
                (call.method == "drop" and call.collection == collection)
                or (call.method == "dropCollection" and call.argument(0) == collection)
                for call in self.down
            )
        )

    def _origin(self, name: str) -> Collection | None:
        """The collection as it was before this migration, through the renames of this migration."""
        for stage in reversed(self.stages):
            call = stage.call
            if call.method == "rename" and call.argument(0) == name and isinstance(call.collection, str):
                name = call.collection
        made = any(call.method == "createCollection" and call.argument(0) == name for call in self.up)
        known = self.before.get(name)
        return known or (None if made else Collection(name))

    def backed_up(self, call: Call) -> bool:
        """Whether an earlier call of `up` copies documents of the same collection into another one."""
        for item in self.up:
            if item.node == call.node and item == call:
                return False
            if item.collection == call.collection and merged_into(item) not in {None, call.collection}:
                return True
        return False


def context_of(parsed: ParsedMigration, before: Collections) -> Context:
    """Return the context of a migration, given what the ones before it made."""
    up = parsed.up.calls if parsed.up else ()
    down = parsed.down.calls if parsed.down else ()
    stages: list[Stage] = []
    collections = before
    for call in up:
        stages.append(Stage(call, collections))
        collections = fold_calls([call], collections, parsed.file)
    by_type: dict[str, list[Node]] = {}
    for node in walk(parsed.tree.root):
        if node.is_named:
            by_type.setdefault(node.type, []).append(node)
    return Context(parsed, before, collections, up, down, tuple(stages), by_type)
