"""Which database a request means, with the names that the repository at hand knows."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Protocol

from nhimbe_migrations.authoring.result.answers import Signal, TargetAnswer
from nhimbe_migrations.errors import MigrationsError

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.targets.classify import Classification
    from nhimbe_migrations.targets.request.vocabulary import Vocabulary

__all__ = ["classify", "describe", "settled"]


class HasDesk(Protocol):
    def project(self) -> Project: ...


def classify(place: HasDesk, request: str) -> TargetAnswer:
    """Say which database `request` means. Works without a repository too: then only the vocabulary speaks."""
    try:
        return _answer(_with_names(place.project(), request))
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


def _with_names(project: Project, request: str) -> Classification:
    databases = tuple(binding.name for binding in project.repository.databases)
    default = project.repository.config.target.default
    return _classified(
        request, project.table_names(), project.collection_names(), project.vocabulary(), default, databases
    )


@lru_cache(maxsize=8)
def _classified(  # noqa: PLR0917 a cache key
    request: str,
    tables: tuple[str, ...],
    collections: tuple[str, ...],
    vocabulary: Vocabulary | None,
    default: Literal["d1", "mongodb"],
    database_names: tuple[str, ...],
) -> Classification:
    """Kept, since a tool that may ask the user works the same request out twice: for the question, then for the answer."""
    from nhimbe_migrations.targets.classify import classify as by_words

    return by_words(
        request,
        tables=tables,
        collections=collections,
        vocabulary=vocabulary,
        default=default,
        database_names=database_names,
    )


def _answer(verdict: Classification) -> TargetAnswer:
    signals = tuple(Signal(signal.text, signal.kind, signal.favours) for signal in verdict.signals)
    return TargetAnswer(
        verdict.target, verdict.clarify, round(verdict.confidence, 2), signals, verdict.why, verdict.question
    )
