"""From labels and findings to figures. The rules are those of corpus/README.md, section "How a tool is scored"."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from judge.cases import Case
from judge.label import Label

__all__ = ["Answer", "Score", "judge", "scores", "wilson"]

MILD = frozenset({"code-broken", "forgotten", "null-keys"})
"""Causes that a warning names well enough: the migration itself runs and keeps its rows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool said of one case."""

    findings: tuple[Mapping[str, str], ...]
    seconds: float
    part: str | None = None
    """Why the tool cannot judge the case."""


@dataclass(frozen=True, slots=True)
class Score:
    """How one answer stands against the label."""

    case: Case
    label: Label
    answer: Answer
    strict: bool
    """The main cause was named, as gravely as the label asks."""
    loose: bool
    """Something was said that would stop a merge (unsafe), or warn of something (depends)."""
    alarm: bool
    """An error on a safe case."""

    @property
    def dangerous(self) -> bool:
        return self.label.verdict in {"unsafe", "depends"}


def judge(case: Case, label: Label, answer: Answer, causes: Mapping[str, Sequence[str]]) -> Score:
    """Score one answer."""
    enough = {"error"} if _asks_for_error(case, label) else {"error", "warning"}
    grave = [finding for finding in answer.findings if finding["severity"] in enough]
    strict = any(label.cause in causes.get(finding["rule"], ()) for finding in grave)
    alarm = label.verdict == "safe" and any(finding["severity"] == "error" for finding in answer.findings)
    return Score(case, label, answer, strict, bool(grave), alarm)


def _asks_for_error(case: Case, label: Label) -> bool:
    """Whether a warning is too little.

    A migration that rows stop leaves the database as it was, and a tool does not see the rows: where other rows let it
    pass, saying that it depends on them is the right answer.
    """
    if label.verdict != "unsafe" or label.cause in MILD:
        return False
    return label.cause != "stopped-by-rows" or set(label.populations) >= populated(case)


def populated(case: Case) -> set[str]:
    """The names of the case's populations that hold something."""
    from judge import mongodb, populations

    made = populations.generated(case) if case.store == "d1" else mongodb.generated(case)
    return {name for name, rows in {**case.populations, **made}.items() if rows}


def scores(found: Iterable[Score]) -> dict[str, Any]:
    """Return the figures of some scores: counts, shares with intervals, the median time."""
    judged = [score for score in found if score.answer.part is None]
    dangerous = [score for score in judged if score.dangerous]
    safe = [score for score in judged if score.label.verdict == "safe"]
    times = sorted(score.answer.seconds for score in judged)
    return {
        "dangerous": len(dangerous),
        "strict": sum(score.strict for score in dangerous),
        "loose": sum(score.loose for score in dangerous),
        "safe": len(safe),
        "alarms": sum(score.alarm for score in safe),
        "seconds": times[len(times) // 2] if times else None,
    }


def wilson(hits: int, total: int) -> tuple[float, float, float]:
    """Return the share and the Wilson interval at 95 %, each from 0 to 1; all 0 for nothing."""
    if not total:
        return 0.0, 0.0, 0.0
    z, share = 1.959964, hits / total
    centre = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return share, max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
