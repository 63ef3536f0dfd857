"""The prompts' pages: the workflow with the live state filled in, a review with what the checks say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from nhimbe_migrations.authoring import check, list_migrations
from nhimbe_migrations.authoring.classify import HasProject, classify
from nhimbe_migrations.authoring.project.conventions import conventions_page
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.rendering import render

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.authoring.result.answers import MigrationEntry, TargetAnswer

__all__ = ["conventions", "create_migration", "migration_text", "review_migration"]

_RECENT = 5
_NAMES = 40


def create_migration(place: HasProject, request: str, database: str | None = None) -> str:
    """The whole workflow for `request`, step by step, with this repository's state in it.

    Where several D1 databases stand equal and none is named, the page asks which one, and says what then.

    Raises:
        ArgumentError: the request is empty, or none answers to `database`.
        RepositoryError: there is no repository.
    """
    if not request.strip():
        raise ArgumentError("The request is empty.", way_out="Say what the database should do afterwards.")
    verdict = classify(place, request, database=database)
    is_mongodb = verdict.target == "mongodb" and not verdict.clarify
    project = place.project(database, undecided=True, mongodb=is_mongodb)
    if project.repository.discovery.question is not None:
        return _which_database(project, " ".join(request.split()), "create_migration", verdict)
    page = list_migrations.list_migrations(project, target=None, limit=_RECENT, cursor=None)
    targets = ("mongodb", "d1") if verdict.target == "both" else (verdict.target,)
    return render(
        "prompts/create_migration.md.j2",
        request=" ".join(request.split()),
        database=project.database,
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


def review_migration(place: HasProject, number: str, database: str | None = None) -> str:
    """One migration with its text and what the checks say of it.

    Raises:
        ArgumentError: there is no such migration.
    """
    project = place.project(database, undecided=True)
    if project.repository.discovery.question is not None:
        return _which_database(project, number, "review_migration")
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


def _which_database(
    project: Project,
    request: str,
    prompt: Literal["create_migration", "review_migration"],
    verdict: TargetAnswer | None = None,
) -> str:
    """The question as a page: a client that shows an error instead would have nothing to go on with."""
    found = project.repository.discovery
    return render(
        "prompts/which_database.md.j2",
        request=request,
        prompt=prompt,
        root=project.root,
        question=found.question.what if found.question else "",
        evidence=[f"{entry.name}: {entry.where}" for entry in (verdict.evidence or ())[:_RECENT]] if verdict else [],
    )


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
