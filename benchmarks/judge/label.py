"""From what the engines did to a label, by rules that are written down in corpus/README.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from judge.d1_effects import Effect

__all__ = ["CAUSES", "Label", "Verdict", "fails_told_apart", "labelled"]

Verdict = Literal["unsafe", "depends", "declared", "idle", "safe"]

CAUSES = (
    "refused",
    "stopped-by-rows",
    "rows-lost",
    "links-nulled",
    "values-lost",
    "rows-multiplied",
    "dangling",
    "null-keys",
    "invalid-rows",
    "down-fails",
    "down-differs",
    "object-broken",
    "code-broken",
    "forgotten",
)
"""The gravest first: the first one that a case shows is its main cause, the one that strict detection asks for."""


@dataclass(frozen=True, slots=True)
class Label:
    verdict: Verdict
    cause: str
    """The main cause; empty for a safe case."""
    causes: tuple[str, ...]
    populations: tuple[str, ...]
    """Those that show the main cause."""
    what: str
    """One example, in the engine's words."""


def fails_told_apart(outcomes: Mapping[str, Sequence[Effect]]) -> dict[str, list[Effect]]:
    """What fails on every database, an empty one too, is refused; what runs on some is stopped by rows, or for want of them."""
    everywhere = all(any(effect.cause == "fails" for effect in effects) for effects in outcomes.values())
    cause = "refused" if everywhere else "stopped-by-rows"
    return {
        name: [replace(effect, cause=cause) if effect.cause == "fails" else effect for effect in effects]
        for name, effects in outcomes.items()
    }


def labelled(outcomes: Mapping[str, Sequence[Effect]]) -> Label:
    """Judge a case by population → effects."""
    # A row that a migration counts on is missing in an empty database: that alone is no fault.
    usual = [
        *outcomes.get("sane", ()),
        *(item for item in outcomes.get("empty", ()) if item.cause != "stopped-by-rows"),
    ]
    every = [effect for effects in outcomes.values() for effect in effects]
    for verdict, effects in (("unsafe", usual), ("depends", every)):
        causes = {effect.cause for effect in effects if effect.cause in CAUSES}
        main = next((cause for cause in CAUSES if cause in causes), None)
        if main is not None:
            return _label(verdict, main, outcomes, every)  # type: ignore[arg-type]
    declared = sorted({effect.cause for effect in every} - {"nothing"})
    if declared:
        return _label("declared", declared[0], outcomes, every)
    if outcomes and all([effect.cause for effect in effects] == ["nothing"] for effects in outcomes.values()):
        return _label("idle", "nothing", outcomes, every)
    return Label("safe", "", (), (), "")


def _label(verdict: Verdict, main: str, outcomes: Mapping[str, Sequence[Effect]], every: Sequence[Effect]) -> Label:
    where = tuple(name for name, effects in outcomes.items() if any(effect.cause == main for effect in effects))
    what = next(effect.what for effect in every if effect.cause == main)
    return Label(verdict, main, tuple(sorted({effect.cause for effect in every} - {"nothing"})), where, what[:160])
