"""From what did the migrations start? Told by replay: the version of schema.sql on which they run.

A repository seldom says it. The first version of schema.sql may lack what came without a migration, the newest has
the work of the migrations in it; on the right one they run without a failing statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.states.additions import add_what_only_the_file_has
from nhimbe_migrations.d1.states.replay import Step, start_replay

__all__ = ["NOTHING", "Baseline", "choose_baseline"]


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where the migrations start."""

    name: str
    """A commit, a file, or `nothing`."""
    sql: str = ""


NOTHING = Baseline("nothing")

_AT_A_TIME = 24
"""Versions that are tried at first; where there are more, those around the best of them follow."""


@dataclass(frozen=True, slots=True, order=True)
class _Score:
    failures: int
    distance: int
    place: int
    """Place among the candidates: of two that are as good the older one, which rests on less."""


def choose_baseline(steps: Sequence[Step], versions: Sequence[Baseline], committed: Schema | None) -> Baseline:
    """Return the one of `versions` (oldest first), or nothing, from which `steps` run best.

    Best is with the fewest failing statements, then nearest to `committed`, today's schema.sql. A history that runs
    from an empty database without a failure needs no baseline: so does every new environment.
    """
    if not steps:
        return versions[-1] if versions else NOTHING
    if not versions:
        return NOTHING
    best = _score(steps, NOTHING, None, 0, None)
    if best is None or not best.failures:
        return NOTHING
    # How near nothing comes to the file is dear to find out (all that the file has is made), and matters in a tie alone.
    is_measured = False
    candidates = [NOTHING, *versions]
    tried = {0}
    for places in (_spread(len(versions)), None):
        for place in places or _around(best.place, len(candidates), tried):
            if place in tried:
                continue
            tried.add(place)
            score = _score(steps, candidates[place], committed, place, best.failures)
            if score is not None and score.failures == best.failures and best.place == 0 and not is_measured:
                best, is_measured = _score(steps, NOTHING, committed, 0, best.failures) or best, True
            if score is not None and score < best:
                best = score
            if best.failures == 0 and best.distance == 0:
                return candidates[best.place]
    return candidates[best.place]


def _spread(count: int) -> list[int]:
    """Places of versions, evenly spread, the first and the last among them."""
    if count <= _AT_A_TIME:
        return list(range(1, count + 1))
    return sorted({1 + round(at * (count - 1) / (_AT_A_TIME - 1)) for at in range(_AT_A_TIME)})


def _around(place: int, count: int, tried: set[int]) -> Iterator[int]:
    """The places that were skipped beside the best one, the nearest first."""
    near = sorted((at for at in range(1, count) if at not in tried), key=lambda at: abs(at - place))
    yield from near[:_AT_A_TIME]


def _score(
    steps: Sequence[Step], baseline: Baseline, committed: Schema | None, place: int, limit: int | None
) -> _Score | None:
    replayed = start_replay(baseline.sql)
    try:
        if not replayed.run(steps, give_up_after=limit):
            return None
        distance = 0
        if committed is not None and (limit is not None or replayed.failures):
            add_what_only_the_file_has(replayed, committed)
            found = differences(committed, replayed.schema())
            distance = sum(not item.order_only for item in found)
        return _Score(len(replayed.failures), distance, place)
    finally:
        replayed.close()
