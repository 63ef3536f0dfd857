"""What a scratch database holds before a migration meets it.

Plain values, made from whatever knows the history. Documents and options are canonical Extended JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["Seed", "SeedCollection"]


@dataclass(frozen=True, slots=True)
class SeedCollection:
    """A collection as the history left it."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    """As `createCollection` takes them, the validator among them."""
    indexes: tuple[Mapping[str, Any], ...] = ()
    """As the command `createIndexes` takes them: `key`, `name`, and options."""
    documents: tuple[Mapping[str, Any], ...] = ()
    """They are put in past the validator, since documents can be older than it."""


@dataclass(frozen=True, slots=True)
class Seed:
    """All collections of a scratch database."""

    collections: tuple[SeedCollection, ...] = ()
    left_out: tuple[str, ...] = ()
    """What the history has and this lacks, since it could not be read: validators, indexes."""

    spared: tuple[tuple[str, str], ...] = ()
    """Collection and path of fields without which the migration fails; every document has them."""
    optional: frozenset[tuple[str, str]] = frozenset()
    """Collection and path of fields that documents may lack, as types.ts, a validator or an earlier migration says."""
    said_optional: frozenset[tuple[str, str]] = frozenset()
    """Those of them that types.ts itself calls optional, and called so before the migration came."""
    known: frozenset[tuple[str, str]] = frozenset()
    """Collection and name of fields that documents had before, as the history or an older types.ts says."""
    links: tuple[tuple[str, str, str, str], ...] = ()
    """Collection, path, other collection, its field: what the first holds is looked for in the second."""

    def with_documents(self, name: str, documents: tuple[Mapping[str, Any], ...]) -> Seed:
        """Return it with these documents in the collection `name`."""
        changed = (replace(item, documents=documents) if item.name == name else item for item in self.collections)
        return replace(self, collections=tuple(changed))

    def documents_of(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """Return the documents of a collection; none where it is not there."""
        return next((item.documents for item in self.collections if item.name == name), ())

    def as_job(self) -> list[dict[str, Any]]:
        """Return it as the harness takes it."""
        return [
            {
                "name": collection.name,
                "options": dict(collection.options),
                "indexes": [dict(index) for index in collection.indexes],
                "documents": [dict(document) for document in collection.documents],
            }
            for collection in self.collections
        ]
