"""The MongoDB half of the fresh part, by seed."""

from __future__ import annotations

import random

from fresh.mongodb_forms import MONGO_FORMS, written
from fresh.mongodb_productions import MONGO_PRODUCTIONS
from fresh.mongodb_worlds import mongo_world
from judge.cases import Case, typescript

__all__ = ["fresh_mongodb"]

_FORMS_SINCE = 7
"""The first seed that draws them; the cases of earlier ones stay what they were."""


def fresh_mongodb(seed: int, count: int) -> list[Case]:
    """Return `count` MongoDB cases."""
    forms = MONGO_FORMS if seed >= _FORMS_SINCE else {}
    kinds = [kind for kind, (_, weight) in (MONGO_PRODUCTIONS | forms).items() for _ in range(weight)]
    found: list[Case] = []
    at = 0
    while len(found) < count:
        at += 1
        chance = random.Random(f"mongodb:{seed}:{at}")
        kind = chance.choice(kinds)
        made = mongo_world(chance)
        if kind in MONGO_PRODUCTIONS:
            bodies = MONGO_PRODUCTIONS[kind][0](made, chance)
            text = bodies and typescript({"id": kind, "up": bodies[0], "down": bodies[1]})
        else:
            form = forms[kind][0](made, chance)
            text = form and written(kind, form, chance)
        if text is None:
            continue
        found.append(
            Case(
                id=f"fresh/{seed}/mongodb-{at}-{kind.replace(' ', '-')}",
                store="mongodb",
                part="fresh",
                kind=kind,
                by="script",
                schema=made.schema,
                migration=text,
                populations=made.populations(),
                types=made.types,
                code=made.code,
            )
        )
    return found
