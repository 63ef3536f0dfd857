"""The cases of each part, with their labels."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from judge.cases import Case, Store, developed
from judge.label import Label
from judge.labels import CACHE, fingerprint, label, read_labels, write_labels

__all__ = ["PARTS", "cases_of", "tenth_of"]

PARTS = ("developed", "mutant", "fresh")
_MUTANTS = (1, 200)
"""Seed and size of that part; of D1, and of MongoDB."""
_MONGO_MUTANTS = (1, 60)


def cases_of(part: str, *, seed: int, count: int, tenth: bool, store: Store | None = None) -> list[tuple[Case, Label]]:
    """Return the cases of `part`; what is generated is labelled by the engines now, or was before (`.tools/benchmark`)."""
    if part == "developed":
        known = read_labels()
        cases = [case for case in developed(store) if case.id in known and known[case.id][0] == fingerprint(case)]
        found = [(case, known[case.id][1]) for case in cases]
    else:
        from fresh.generate import fresh
        from fresh.mongodb import fresh_mongodb
        from fresh.mongodb_mutants import mongodb_mutants
        from fresh.mutants import mutants

        made = (
            [*mutants(*_MUTANTS), *mongodb_mutants(*_MONGO_MUTANTS)]
            if part == "mutant"
            else [*fresh(seed, count), *fresh_mongodb(seed, count // 4)]
        )
        made = [case for case in made if store in {None, case.store}]
        return _labelled(tenth_of(made) if tenth else made)
    chosen = {case.id for case in tenth_of(case for case, _ in found)} if tenth else None
    return [(case, label_) for case, label_ in found if chosen is None or case.id in chosen]


def tenth_of(cases: Iterable[Case]) -> list[Case]:
    """Return a tenth of each store's cases, chosen by their names."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.store, []).append(case)
    return [
        case
        for group in groups.values()
        for case in sorted(group, key=lambda case: zlib.crc32(case.id.encode()))[: -(-len(group) // 10)]
    ]


def _labelled(cases: list[Case]) -> list[tuple[Case, Label]]:
    known = read_labels(CACHE)
    marks = {case.id: fingerprint(case) for case in cases}
    wanted = [case for case in cases if case.id not in known or known[case.id][0] != marks[case.id]]
    for start in range(0, len(wanted), 40):
        some = wanted[start : start + 40]
        new = label(some)
        known |= {case.id: (marks[case.id], new[case.id]) for case in some}
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        write_labels(known, {}, CACHE)
    return [(case, known[case.id][1]) for case in cases]
