"""The facts behind an answer, each with the place where a person can check it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nhimbe_migrations.targets.decision.decision import Decision
from nhimbe_migrations.targets.evidence.inventory import Inventory, Store

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


def evidence_of(decision: Decision, inventory: Inventory) -> tuple[Evidence, ...]:
    """Return what was found of the things that the request names, then what shows that there is a store at all."""
    return tuple(dict.fromkeys(_each(decision, inventory)))[:_MOST]


def _each(decision: Decision, inventory: Inventory) -> Iterator[Evidence]:
    for item in decision.objects:
        yield Evidence(item.name, item.store, item.where)
    for store in ("d1", "mongodb"):
        for sign in inventory.signs_of(store)[:_SIGNS]:
            yield Evidence(sign.name, store, sign.where)
