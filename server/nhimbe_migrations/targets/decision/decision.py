"""What a rule says when it answers, and the few things that all rules need to say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from nhimbe_migrations.targets.decision.wording import noun_of, unknown_thing
from nhimbe_migrations.targets.evidence.inventory import KnownObject, Store
from nhimbe_migrations.targets.request.phrases import Mention
from nhimbe_migrations.targets.request.reading import Reading
from nhimbe_migrations.targets.request.subject import Subject, subject_of

__all__ = ["OTHER", "TITLES", "Decision", "RuleResult", "Target", "only", "short", "signs_of", "subject", "thing"]

Target = Literal["d1", "mongodb", "both"]
OTHER: Final[dict[str, Store]] = {"d1": "mongodb", "mongodb": "d1"}
TITLES: Final[dict[str, str]] = {"d1": "D1", "mongodb": "MongoDB"}
_LONGEST: Final = 60
"""Code is quoted up to so many code points."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A phrase that counted: its words, what it is, and the side it favours (None: it calls for a question)."""

    text: str
    kind: str
    favours: Store | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule says. `target` is None where only a question is left."""

    rule: int
    target: Target | None
    confidence: float
    why: str
    signs: tuple[RuleResult, ...]
    question: str | None = None
    """Name of the question in the vocabulary."""
    thing: str = ""
    """What the question is about, in the words of the request."""
    objects: tuple[KnownObject, ...] = ()
    """What the repository has of what the request names."""
    fill: tuple[tuple[str, str], ...] = ()
    """What else the question says: placeholder and text."""
    spelled: bool = False
    """The object that decided is written as programs write it, so that nothing else can be meant."""
    entity: str = ""
    """The core entity that decided (rule 6)."""


def signs_of(reading: Reading, mentions: Iterable[Mention], kind: str = "") -> tuple[RuleResult, ...]:
    """Return a sign for each of the mentions, each text once."""
    signs: dict[RuleResult, None] = {}
    for mention in mentions:
        role = reading.roles.get(mention, "written")
        signs[
            RuleResult(reading.text_of(mention), kind or _kind(mention.kind, role), _favoured(mention.side, role))
        ] = None
    return tuple(signs)


def _favoured(side: str | None, role: str) -> Store | None:
    if side is None:
        return None
    away = role in {"negated", "source"}
    return OTHER[side] if away else OTHER[OTHER[side]]


def _kind(kind: str, role: str) -> str:
    if kind != "database":
        return kind
    return {"written": "destination", "located": "destination", "negated": "ruled out"}.get(role, role)


def only(sides: Iterable[str | None]) -> Store | None:
    """Return the one side that is there, or None if there is none or more than one."""
    distinct = set(sides)
    if distinct == {"d1"}:
        return "d1"
    return "mongodb" if distinct == {"mongodb"} else None


def subject(reading: Reading) -> Subject:
    """Return what the request writes."""
    return subject_of(reading.words, reading.focused, reading.vocabulary)


def thing(reading: Reading) -> str:
    """Return what the request is about, in its own words."""
    found = subject(reading)
    mention = found.core or found.other
    return noun_of(reading, mention) if mention else unknown_thing(reading) or "this"


def short(text: str) -> str:
    """Return code on one line, cut to a length that can be quoted."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
