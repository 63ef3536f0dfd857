"""Which database a request means, with the names that the repository at hand knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Protocol

from nhimbe_migrations.authoring.answers import Signal, TargetAnswer
from nhimbe_migrations.errors import MigrationsError

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.desk import Desk
    from nhimbe_migrations.targets.classify import Classification

__all__ = ["classify", "describe", "settled"]


class HasDesk(Protocol):
    def desk(self) -> Desk: ...


def classify(place: HasDesk, request: str) -> TargetAnswer:
    """Say which database `request` means. Works without a repository too: then only the vocabulary speaks."""
    try:
        return _answer(_with_names(place.desk(), request))
    except MigrationsError:
        from nhimbe_migrations.targets.classify import classify as by_words

        return _answer(by_words(request))


def settled(verdict: TargetAnswer, chosen: Literal["d1", "mongodb"]) -> TargetAnswer:
    """The verdict once the user has chosen."""
    return replace(
        verdict, target=chosen, clarify=False, confidence=1.0, question=None, why=f"The user chose {chosen}."
    )


def describe(verdict: TargetAnswer) -> str:
    """One or two sentences for hosts that show text."""
    asks = f" Ask the user: {verdict.question}" if verdict.clarify and verdict.question else ""
    return f"{verdict.target} ({verdict.confidence:.0%}). {verdict.why}{asks}"


def _with_names(desk: Desk, request: str) -> Classification:
    from nhimbe_migrations.targets.classify import classify as by_words

    config = desk.repository.config
    return by_words(
        request,
        tables=desk.table_names(),
        collections=desk.collection_names(),
        vocabulary=desk.vocabulary(),
        default=config.target.default,
        database_names=tuple(binding.name for binding in desk.repository.databases),
    )


def _answer(verdict: Classification) -> TargetAnswer:
    signals = tuple(Signal(signal.text, signal.kind, signal.favours) for signal in verdict.signals)
    return TargetAnswer(
        verdict.target, verdict.clarify, round(verdict.confidence, 2), signals, verdict.why, verdict.question
    )
