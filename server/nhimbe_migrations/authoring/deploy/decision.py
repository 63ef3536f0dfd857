"""From what fails where to what may go live first; the same for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nhimbe_migrations.authoring.result.report import NO_ORDER, Deploy

__all__ = ["EXPAND", "Sides", "decide"]

_SHOWN = 3
EXPAND = (
    "Expand and contract: draft it with strategy `expand`, deploy code that writes both names and reads the new one, "
    "then draft `contract`."
)


@dataclass(frozen=True, slots=True)
class Sides:
    """Places in the code (`file:line`) that work on one side of the migration and fail on the other."""

    live_fails_after: Sequence[str] = ()
    """Of the code that is live now."""
    branch_fails_before: Sequence[str] = ()
    branch_fails_after: Sequence[str] = ()
    """The branch has not been adapted to the migration."""
    live_may_fail: Sequence[tuple[str, str]] = ()
    """Places, and why, where what a program gives now and then fails after the migration."""
    branch_may_fail: Sequence[tuple[str, str]] = ()
    cannot_come_first: str = ""
    """What code that is adapted would need of the migration; empty where such code runs before it too."""


def decide(sides: Sides) -> Deploy:
    """Say which order of the migration and the branch's code keeps everything working."""
    if sides.branch_fails_after:
        return _unadapted(sides)
    old, waiting = sides.live_fails_after, sides.branch_fails_before
    may, still = _possible(sides.live_may_fail), _possible(sides.branch_may_fail)
    if not old and not waiting:
        if may and not still:
            return Deploy(
                "code-first",
                f"The code that is live now may fail after it, and the code of this branch does not: {may}.",
            )
        return Deploy("any", f"{NO_ORDER}{_warned(still)}")
    if not old:
        return Deploy(
            "migrate-first",
            f"The code of this branch needs what the migration makes: {_listed(waiting)}.{_warned(may or still)}",
        )
    if not waiting:
        return Deploy(
            "code-first", f"The code that is live now stops working after it: {_listed(old)}.{_warned(still)}"
        )
    return Deploy(
        "none",
        f"The code that is live now fails after the migration ({_listed(old)}), and the code of this branch fails "
        f"before it ({_listed(waiting)}). {EXPAND}",
    )


def _unadapted(sides: Sides) -> Deploy:
    """The branch's own code fails after the migration: it must change, and the question is whether it can beforehand."""
    broken = _listed(sides.branch_fails_after)
    if sides.cannot_come_first:
        return Deploy(
            "none",
            f"The code of this branch still fails after the migration ({broken}), and code that knows "
            f"{sides.cannot_come_first} cannot run before it. {EXPAND}",
        )
    return Deploy(
        "code-first",
        f"The code of this branch still fails after the migration ({broken}): change it and deploy it, then migrate.",
    )


def _possible(places: Sequence[tuple[str, str]]) -> str:
    """The places that fail now and then, with the reason for the first."""
    return f"{_listed([place for place, _ in places])} ({places[0][1]})" if places else ""


def _warned(possible: str) -> str:
    return f" After it a write may fail that works now: {possible}." if possible else ""


def _listed(places: Sequence[str]) -> str:
    """The first few places."""
    told = list(dict.fromkeys(places))
    more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return f"{', '.join(told[:_SHOWN])}{more}"
