"""What a scratch database holds before a migration meets it.

Plain values, made from whatever knows the history. Documents and options are canonical Extended JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["Promised", "Seed", "SeedCollection", "promised_by"]


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
class Promised:
    """What an interface that is older than the migration says of every document.

    Documents are made up that break it, since a database that has lived may hold some. What goes wrong on them alone is told apart
    from what goes wrong on documents as the interface knows them.
    """

    always: frozenset[tuple[str, str]] = frozenset()
    """Collection and path of fields that no document lacks."""
    allowed: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """Collection and path of fields → the texts that they may hold, where these are listed."""

    def broken(self, collection: str, documents: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
        """Return what documents of `collection` break, in words: `amount is lacking`, `stage is "gone"`."""
        return tuple(dict.fromkeys(told for document in documents for told in self._broken(collection, document)))

    def kept(self, collection: str, documents: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        """Return those of the documents that break nothing."""
        return tuple(document for document in documents if next(self._broken(collection, document), None) is None)

    def _broken(self, collection: str, document: Mapping[str, Any]) -> Iterator[str]:
        for owner, path in sorted(self.always):
            if owner == collection and _is_lacking(document, path):
                yield f"{path} is lacking"
        for (owner, path), texts in self.allowed.items():
            value = document.get(path) if owner == collection else None
            if isinstance(value, str) and value not in texts:
                yield f'{path} is "{value}"'


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
    promised: Promised = Promised()
    """What an interface that is older than the migration says of every document."""
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

    def as_promised(self) -> Seed:
        """Return it without the documents that break what an interface says of all."""
        kept = (replace(item, documents=self.promised.kept(item.name, item.documents)) for item in self.collections)
        return replace(self, collections=tuple(kept))


def promised_by(declared: Iterable[Sequence[Any]]) -> Promised:
    """Read it from what `seed_for` takes as declared; what is not told of the time before the migration promises nothing."""
    stood = [item for item in declared if len(item) > _LACKED and item[_STOOD]]
    # What a list holds may be an empty list.
    single = [item for item in stood if "[]" not in item[1] and item[1] != "_id"]
    return Promised(
        frozenset((item[0], item[1]) for item in single if not item[_LACKED]),
        {(item[0], item[1]): frozenset(item[_TEXTS]) for item in single if item[_TEXTS] and "." not in item[1]},
    )


_STOOD, _TEXTS, _LACKED = 5, 6, 7
"""Where a declared field says that it was there before the migration, which texts it could hold then, and whether it could be lacking."""


def _is_lacking(document: Mapping[str, Any], path: str) -> bool:
    """Whether a field is not there, though the object that it is a part of is."""
    *parents, last = path.split(".")
    at: Any = document
    for name in parents:
        at = at.get(name) if isinstance(at, Mapping) else None
    return isinstance(at, Mapping) and last not in at
