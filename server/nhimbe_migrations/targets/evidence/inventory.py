"""What a repository shows of its stores: which it has at all, and where each named thing stands.

Values only; `authoring` reads them off the disk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from nhimbe_migrations.changes.nouns import singular, words

__all__ = ["Inventory", "KnownObject", "Store", "StoreSign", "key_of"]

Store = Literal["d1", "mongodb"]


@dataclass(frozen=True, slots=True)
class StoreSign:
    """One thing that shows that the repository has a store: a binding, a package, a history, a variable."""

    store: Store
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class KnownObject:
    """A table, view or collection, with its columns or fields."""

    name: str
    store: Store
    kind: str
    """`table`, `virtual table`, `view`, `collection`."""
    where: str
    """The file that shows it, and what it shows."""
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inventory:
    """All that a repository shows. Hashed by its content, so that a classification can be kept."""

    signs: tuple[StoreSign, ...] = ()
    objects: tuple[KnownObject, ...] = ()

    @cached_property
    def stores(self) -> frozenset[Store]:
        return frozenset(sign.store for sign in self.signs) | {item.store for item in self.objects}

    @cached_property
    def by_key(self) -> dict[tuple[str, ...], tuple[KnownObject, ...]]:
        """The words of a name, in the singular → everything that is called so, in either store."""
        found: dict[tuple[str, ...], list[KnownObject]] = {}
        for item in self.objects:
            found.setdefault(key_of(item.name), []).append(item)
        return {key: tuple(items) for key, items in found.items() if key}

    @cached_property
    def by_member(self) -> dict[str, tuple[KnownObject, ...]]:
        """Column or field, without case → everything that has one of that name."""
        found: dict[str, list[KnownObject]] = {}
        for item in self.objects:
            for member in item.members:
                found.setdefault(member.casefold(), []).append(item)
        return {name: tuple(items) for name, items in found.items()}

    def signs_of(self, store: Store) -> tuple[StoreSign, ...]:
        return tuple(sign for sign in self.signs if sign.store == store)


def key_of(name: str) -> tuple[str, ...]:
    """Return what `event_reviews`, `eventReviews` and "event review" share."""
    return tuple(singular(word) for word in words(name))


def stores_of(objects: Iterable[KnownObject]) -> frozenset[Store]:
    """Return the stores in which these stand."""
    return frozenset(item.store for item in objects)
