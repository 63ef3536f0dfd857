"""The facts behind an answer, each with the place where a person can check it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nhimbe_migrations.targets.decision.decision import Decision
from nhimbe_migrations.targets.evidence.inventory import Inventory, Store
from nhimbe_migrations.targets.evidence.near import near_members
from nhimbe_migrations.targets.request.reading import Reading

__all__ = ["Evidence", "evidence_of"]

_MOST: Final = 8
_SIGNS: Final = 1
"""Signs of a store that are told; one is enough to check it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact of the repository that counted."""

    name: str
    store: Store
    where: str


def evidence_of(reading: Reading, decision: Decision, inventory: Inventory) -> tuple[Evidence, ...]:
    """Return what was found of the things that the request names, then what shows that there is a store at all."""
    return tuple(dict.fromkeys(_each(reading, decision, inventory)))[:_MOST]


def _each(reading: Reading, decision: Decision, inventory: Inventory) -> Iterator[Evidence]:
    for item in decision.objects:
        yield Evidence(item.name, item.store, item.where)
    yield from _near_columns(reading, decision)
    for store in ("d1", "mongodb"):
        for sign in inventory.signs_of(store)[:_SIGNS]:
            yield Evidence(sign.name, store, sign.where)


def _near_columns(reading: Reading, decision: Decision) -> Iterator[Evidence]:
    """Columns that mean what a word of the request means (`location_locality` for "city")."""
    known = {word for group in reading.vocabulary.phrases("near.synonyms") for word in group.split()}
    asked = [word for word in reading.words if word.norm in known]
    for item in decision.objects:
        here = {member.casefold() for member in item.members}
        for word in asked:
            if word.norm in here or word.norm in item.name.casefold():
                continue
            for near in near_members(word.norm, item.name, item.members, reading.vocabulary)[:1]:
                yield Evidence(f"{item.name}.{near.name}", item.store, f"{item.where}; means what “{word.text}” means")
