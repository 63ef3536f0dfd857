"""Which database a request means, by what the repository at hand shows and by the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Protocol

from nhimbe_migrations.authoring.result.answers import EvidenceEntry, Signal, TargetAnswer
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.workspace.repository.discovery.discover import label

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.targets.classify import Classification, Purpose
    from nhimbe_migrations.targets.evidence.inventory import Inventory
    from nhimbe_migrations.targets.request.vocabulary import Vocabulary

__all__ = ["classify", "describe", "settled"]


class HasProject(Protocol):
    def project(self, database: str | None = None, *, undecided: bool = False, mongodb: bool = False) -> Project: ...


def classify(
    place: HasProject, request: str, purpose: Purpose | None = None, database: str | None = None
) -> TargetAnswer:
    """Say which database `request` means. Works without a repository too: then only the vocabulary speaks.

    Where there are several D1 databases and none is named, the evidence is that of all of them, each fact with its own.

    Raises:
        ArgumentError: none answers to `database`.
    """
    if database is not None:
        return _answer(_with_evidence((place.project(database),), request, purpose))
    try:
        first = place.project(undecided=True)
        homes = first.repository.discovery.homes if first.repository.discovery.question else ()
        projects = tuple(place.project(label(home, homes)) for home in homes) or (first,)
        return _answer(_with_evidence(projects, request, purpose))
    except MigrationsError:
        from nhimbe_migrations.targets.classify import classify as by_words

        return _answer(by_words(request, purpose=purpose))


def settled(verdict: TargetAnswer, chosen: Literal["d1", "mongodb", "both"]) -> TargetAnswer:
    """The verdict once the user has chosen."""
    return replace(
        verdict, target=chosen, clarify=False, confidence=1.0, question=None, why=f"The user chose {chosen}."
    )


def describe(verdict: TargetAnswer) -> str:
    """One or two sentences for hosts that show text."""
    asks = f" Ask the user: {verdict.question}" if verdict.clarify and verdict.question else ""
    return f"{verdict.target} ({verdict.confidence:.0%}). {verdict.why}{asks}"


def _with_evidence(projects: Sequence[Project], request: str, purpose: Purpose | None) -> Classification:
    from nhimbe_migrations.authoring.project.inventory import inventory_of, joined

    databases = tuple(binding.name for project in projects for binding in project.repository.databases)
    first = projects[0]
    inventory = joined([(project.database, inventory_of(project)) for project in projects])
    return _classified(
        request, inventory, first.vocabulary(), first.repository.config.target.default, databases, purpose
    )


@lru_cache(maxsize=8)
def _classified(  # noqa: PLR0917 a cache key
    request: str,
    inventory: Inventory,
    vocabulary: Vocabulary | None,
    default: Literal["d1", "mongodb"],
    database_names: tuple[str, ...],
    purpose: Purpose | None,
) -> Classification:
    """Kept, since a tool that may ask the user works the same request out twice: for the question, then for the answer."""
    from nhimbe_migrations.targets.classify import classify as by_words

    return by_words(
        request,
        tables=[item.name for item in inventory.objects if item.store == "d1"],
        collections=[item.name for item in inventory.objects if item.store == "mongodb"],
        vocabulary=vocabulary,
        default=default,
        database_names=database_names,
        inventory=inventory,
        purpose=purpose,
    )


def _answer(verdict: Classification) -> TargetAnswer:
    signals = tuple(Signal(signal.text, signal.kind, signal.favours) for signal in verdict.signals)
    evidence = tuple(EvidenceEntry(fact.name, fact.store, fact.where) for fact in verdict.evidence)
    return TargetAnswer(
        verdict.target,
        verdict.clarify,
        round(verdict.confidence, 2),
        signals,
        verdict.why,
        verdict.question,
        evidence or None,
    )
