"""The fresh part: cases that nobody wrote, by seed. Two seeds share no database and no migration."""

from __future__ import annotations

import random

from fresh.productions import PRODUCTIONS
from fresh.worlds import world
from judge.cases import Case

__all__ = ["fresh"]


def fresh(seed: int, count: int) -> list[Case]:
    """Return `count` D1 cases."""
    kinds = [kind for kind, (_, weight) in PRODUCTIONS.items() for _ in range(weight)]
    found: list[Case] = []
    at = 0
    while len(found) < count:
        at += 1
        chance = random.Random(f"{seed}:{at}")
        kind = chance.choice(kinds)
        made = world(chance)
        sql = PRODUCTIONS[kind][0](made, chance)
        if sql is None:
            continue
        found.append(
            Case(
                id=f"fresh/{seed}/{at}-{kind.replace(' ', '-')}",
                store="d1",
                part="fresh",
                kind=kind,
                by="script",
                schema=made.schema,
                migration=f"-- Migration 0002: {kind}\n{sql}",
                populations={"empty": "", "sane": made.sane},
                code="\n".join(made.code),
            )
        )
    return found
