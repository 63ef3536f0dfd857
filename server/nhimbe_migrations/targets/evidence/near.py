"""Names that probably mean the same thing: `waitlist` beside `waitlists`, `city` beside `location_locality`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from nhimbe_migrations.changes.nouns import singular, words
from nhimbe_migrations.targets.evidence.entities import entity_of
from nhimbe_migrations.targets.evidence.inventory import KnownObject, key_of
from nhimbe_migrations.targets.request.vocabulary import Vocabulary

__all__ = ["Near", "copies_of", "near_members", "near_objects"]

_SHORTEST: Final = 6
"""Names of fewer letters are near each other by accident (`tags`, `tabs`)."""
_LONG: Final = 8
"""In names of one length with so many letters two slips are still a slip."""


@dataclass(frozen=True, slots=True)
class Near:
    """A name that is there already, and in what it is near."""

    name: str
    how: str
    """`is the same word`, `is spelled nearly the same`, `means the same`."""


def near_objects(
    name: str, objects: Iterable[KnownObject], vocabulary: Vocabulary
) -> tuple[tuple[KnownObject, Near], ...]:
    """Return what is there under a name near `name`; not what has that very name."""
    others = (item for item in objects if item.name.casefold() != name.casefold())
    found = ((item, _near(name, item.name, vocabulary, owner=())) for item in others)
    return tuple((item, near) for item, near in found if near is not None)


def near_members(name: str, owner: str, members: Iterable[str], vocabulary: Vocabulary) -> tuple[Near, ...]:
    """Return the columns or fields of `owner` that probably hold what `name` is to hold."""
    others = (member for member in members if member.casefold() != name.casefold())
    found = (_near(name, member, vocabulary, owner=key_of(owner)) for member in others)
    return tuple(near for near in found if near is not None)


def copies_of(name: str, objects: Iterable[KnownObject], vocabulary: Vocabulary) -> tuple[KnownObject, ...]:
    """Return the tables and views of D1 that may hold a copy of a collection: of its name, its entity, or a cache of it."""
    key, marks = key_of(name), frozenset(singular(word) for word in vocabulary.phrases("near.copies"))
    entity = entity_of(name, vocabulary)
    return tuple(item for item in objects if item.store == "d1" and _is_copy(key, entity, item, marks, vocabulary))


def _is_copy(
    key: tuple[str, ...], entity: str | None, item: KnownObject, marks: frozenset[str], vocabulary: Vocabulary
) -> bool:
    other = key_of(item.name)
    if other == key or (entity is not None and entity_of(item.name, vocabulary) == entity):
        return True
    rest = [word for word in other if word not in key]
    return bool(rest) and len(rest) < len(other) and all(word in other for word in key) and marks >= set(rest)


def _near(name: str, other: str, vocabulary: Vocabulary, owner: tuple[str, ...]) -> Near | None:
    if key_of(name) == key_of(other):
        return Near(other, "is the same word")
    left, right = _meaning(name, vocabulary, owner), _meaning(other, vocabulary, owner)
    if left == right and left:
        return Near(other, "means the same")
    if _is_slip(name, other):
        return Near(other, "is spelled nearly the same")
    return None


def _is_slip(name: str, other: str) -> bool:
    left, right = ("".join(key_of(text)) for text in (name, other))
    if min(len(left), len(right)) < _SHORTEST or left[0] != right[0] or any(c.isdigit() for c in left + right):
        return False
    from rapidfuzz.distance import OSA

    allowed = 2 if len(left) == len(right) >= _LONG else 1
    return 0 < OSA.distance(left, right, score_cutoff=allowed) <= allowed


def _meaning(name: str, vocabulary: Vocabulary, owner: tuple[str, ...]) -> frozenset[str]:
    """Return what the words of a name mean, without those that only say where or of whom."""
    groups, empty = _groups(vocabulary), frozenset(vocabulary.phrases("near.empty"))
    told = [singular(word) for word in words(name)]
    heads = [groups.get(word, word) for word in told if word not in empty and word not in owner]
    return frozenset(heads)


@lru_cache(maxsize=8)
def _groups(vocabulary: Vocabulary) -> dict[str, str]:
    return dict(_each_group(vocabulary))


def _each_group(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for group in vocabulary.phrases("near.synonyms"):
        first, *others = group.split()
        yield from ((word, first) for word in (first, *others))
