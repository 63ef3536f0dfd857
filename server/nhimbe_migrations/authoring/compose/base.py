"""The base_state that a draft stands on: the repository as it is, or as it was before the migration that is replaced.

A migration on the default branch may have run anywhere, so it is immutable. One that is not there yet may be drafted
again: what it did to schema.sql and types.ts is taken back first, by the change set that wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.compose.reverse_patch import reverse_patch
from nhimbe_migrations.errors import ArgumentError, ConflictError
from nhimbe_migrations.workspace.changes.journal import AppliedSet, applied_sets
from nhimbe_migrations.workspace.git.queries import committed_on_default
from nhimbe_migrations.workspace.history.drizzle import record_files

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["BaseState", "base_state_for"]


@dataclass(frozen=True, slots=True)
class BaseState:
    """What the draft is worked out on."""

    on_disk: Mapping[str, str | None]
    """Path → content of every file that the draft rests on, each read once: an edit that comes later is a conflict."""
    schema: str
    types: str | None
    number: str | None = None
    """The number to keep, where a migration is replaced."""
    file: str | None = None
    """The file that is replaced."""
    files: tuple[str, ...] = ()
    """All files that are replaced; two where a plan over both stores is."""


def base_state_for(project: Project, request: MigrationRequest) -> BaseState:
    """Return the base_state for a new migration, or for one that takes the place of `request.replace`.

    Raises:
        ArgumentError: there is no such migration, or it is half of a plan over both stores.
        ConflictError: it is committed on the default branch, or its effects cannot be told from later ones.
    """
    if request.replace is None:
        on_disk = _read(project)
        return BaseState(on_disk, *_texts(project, on_disk))
    migration = project.history().find(request.replace)
    if committed_on_default(project.repository, migration.file):
        raise ConflictError(
            f"{migration.file} is committed on the default branch, so it is not replaced.",
            why="It may have run on a database already.",
            way_out="Draft a new migration that changes what this one made.",
        )
    layout = project.repository.layout
    writer = _writer_of(project, migration.file)
    files = _files_of(writer, migration.file)
    _demand_whole(request, files)
    on_disk = _read(project, *files)
    schema, types = _texts(project, on_disk)
    return BaseState(
        on_disk,
        schema=_before(writer, layout.schema, schema) or "",
        types=_before(writer, layout.types, types) if layout.types else None,
        number=f"{project.history().find(files[0].rpartition('/')[2]).number:03d}",
        file=files[0],
        files=files,
    )


def _read(project: Project, *files: str) -> dict[str, str | None]:
    layout = project.repository.layout
    records = record_files(project.repository, project.last_d1_file())
    watched = (layout.schema, *((layout.types,) if layout.types else ()), *records, *files)
    return {path: project.usable_text(path) for path in watched}


def _texts(project: Project, on_disk: Mapping[str, str | None]) -> tuple[str, str | None]:
    """schema.sql and types.ts out of what was read."""
    layout = project.repository.layout
    return on_disk[layout.schema] or "", on_disk[layout.types] if layout.types else None


def _writer_of(project: Project, file: str) -> AppliedSet | None:
    makers = [applied for applied in applied_sets(project.repository) if any(c.path == file for c in applied.changes)]
    return makers[-1] if makers else None


def _files_of(writer: AppliedSet | None, file: str) -> tuple[str, ...]:
    """The files that were written as one with `file`, in their order."""
    together = writer.meta.get("files") if writer else None
    return tuple(together) if isinstance(together, list) and file in together else (file,)


def _demand_whole(request: MigrationRequest, files: tuple[str, ...]) -> None:
    if len(files) == len(request.targets):
        return
    names = " and ".join(file.rpartition("/")[2] for file in files)
    raise ArgumentError(
        f"{names} {'were written as one plan' if len(files) > 1 else 'is a migration for one store'}, and the draft is for "
        f"{'one store' if len(request.targets) == 1 else 'both'}.",
        way_out=f"Draft with target {'both' if len(files) > 1 else 'd1 or mongodb'}, or without `replace`.",
    )


def _before(writer: AppliedSet | None, path: str, now: str | None) -> str | None:
    change = next((change for change in writer.changes if change.path == path), None) if writer else None
    if change is None or change.after is None or now is None:
        return now
    before = (change.before or b"").decode()
    text = reverse_patch(now, before, change.after.decode())
    if text is None:
        raise ConflictError(
            f"What the migration did to {path} cannot be undone.",
            why="The same lines were changed again since.",
            way_out=f"Restore {path} yourself (git shows the lines), then draft again.",
        )
    return text
