"""The MongoDB half of the fresh part, by seed."""

from __future__ import annotations

import random

from fresh.mongodb_productions import MONGO_PRODUCTIONS
from fresh.mongodb_worlds import mongo_world
from judge.cases import Case, typescript

__all__ = ["fresh_mongodb"]


def fresh_mongodb(seed: int, count: int) -> list[Case]:
    """Return `count` MongoDB cases."""
    kinds = [kind for kind, (_, weight) in MONGO_PRODUCTIONS.items() for _ in range(weight)]
    found: list[Case] = []
    at = 0
    while len(found) < count:
        at += 1
        chance = random.Random(f"mongodb:{seed}:{at}")
        kind = chance.choice(kinds)
        made = mongo_world(chance)
        bodies = MONGO_PRODUCTIONS[kind][0](made, chance)
        if bodies is None:
            continue
        found.append(
            Case(
                id=f"fresh/{seed}/mongodb-{at}-{kind.replace(' ', '-')}",
                store="mongodb",
                part="fresh",
                kind=kind,
                by="script",
                schema=made.schema,
                migration=typescript({"id": kind, "up": bodies[0], "down": bodies[1]}),
                populations=made.populations(),
                types=made.types,
                code=made.code,
            )
        )
    return found
