"""The prompts' pages: the workflow with the live state filled in, a review with what the checks say."""

from __future__ import annotations

from typing import Any, Literal

from nhimbe_migrations.authoring import check, list_migrations
from nhimbe_migrations.authoring.classify import HasProject, classify
from nhimbe_migrations.authoring.project.conventions import conventions_page
from nhimbe_migrations.authoring.result.answers import MigrationEntry
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.rendering import render

__all__ = ["conventions", "create_migration", "migration_text", "review_migration"]

_RECENT = 5
_NAMES = 40


def create_migration(place: HasProject, request: str) -> str:
    """The whole workflow for `request`, step by step, with this repository's state in it.

    Raises:
        ArgumentError: the request is empty.
        RepositoryError: there is no repository.
    """
    if not request.strip():
        raise ArgumentError("The request is empty.", way_out="Say what the database should do afterwards.")
    project = place.project()
    page = list_migrations.list_migrations(project, target=None, limit=_RECENT, cursor=None)
    verdict = classify(place, request)
    targets = ("mongodb", "d1") if verdict.target == "both" else (verdict.target,)
    return render(
        "prompts/create_migration.md.j2",
        request=" ".join(request.split()),
        root=project.root,
        folder=project.repository.layout.migrations,
        schema_file=project.repository.layout.schema,
        total=page.total,
        highest=f"{page.highest:03d}",
        next=page.next,
        recent=[_recent(entry) for entry in page.migrations],
        d1_outline=_outline(project.table_names()),
        mongodb_outline=_outline(project.collection_names()),
        findings=page.findings[:_RECENT],
        target=verdict,
        conventions="\n\n".join(conventions_page(project, target) for target in targets),
    )


def review_migration(place: HasProject, number: str) -> str:
    """One migration with its text and what the checks say of it.

    Raises:
        ArgumentError: there is no such migration.
    """
    project = place.project()
    migration = project.history().find(number)
    verdict = check.check(project, file=number, limit=_NAMES, cursor=None)
    return render(
        "prompts/review_migration.md.j2",
        number=f"{migration.number:03d}",
        file=migration.file,
        target=migration.target,
        text=project.migration_text(migration),
        findings=verdict.findings,
        conventions=conventions_page(project, migration.target),
    )


def migration_text(place: HasProject, number: str) -> str:
    """The text of one migration."""
    project = place.project()
    return project.migration_text(project.history().find(number))


def conventions(place: HasProject, target: Literal["d1", "mongodb"]) -> str:
    """How migrations for `target` are written here: the conventions, with this repository's own habits."""
    return conventions_page(place.project(), target)


def _recent(entry: MigrationEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "name": entry.file.rsplit("/", 1)[-1],
        "target": entry.target,
        "summary": "; ".join(entry.summary[:3]) or entry.title,
    }


def _outline(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_NAMES])
    return f"{shown} and {len(names) - _NAMES} more" if len(names) > _NAMES else shown
