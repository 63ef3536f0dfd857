"""The base_state that a draft stands on: the repository as it is, or as it was before the migration that is replaced.

A migration on the default branch may have run anywhere, so it is immutable. One that is not there yet may be drafted
again: what it did to schema.sql and types.ts is taken back first, by the change set that wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.reverse_patch import reverse_patch
from nhimbe_migrations.errors import ConflictError
from nhimbe_migrations.workspace.changes.journal import AppliedSet, applied_sets
from nhimbe_migrations.workspace.git.queries import committed_on_default

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


def base_state_for(project: Project, replaced: str | None) -> BaseState:
    """Return the base_state for a new migration, or for one that takes the place of `replaced`.

    Raises:
        ArgumentError: there is no such migration.
        ConflictError: it is committed on the default branch, or its effects cannot be told from later ones.
    """
    if replaced is None:
        on_disk = _read(project)
        return BaseState(on_disk, *_texts(project, on_disk))
    migration = project.history().find(replaced)
    if committed_on_default(project.repository, migration.file):
        raise ConflictError(
            f"{migration.file} is committed on the default branch, so it is not replaced.",
            why="It may have run on a database already.",
            way_out="Draft a new migration that changes what this one made.",
        )
    layout = project.repository.layout
    writer = _writer_of(project, migration.file)
    on_disk = _read(project, migration.file)
    schema, types = _texts(project, on_disk)
    return BaseState(
        on_disk,
        schema=_before(writer, layout.schema, schema) or "",
        types=_before(writer, layout.types, types) if layout.types else None,
        number=f"{migration.number:03d}",
        file=migration.file,
    )


def _read(project: Project, *files: str) -> dict[str, str | None]:
    layout = project.repository.layout
    watched = (layout.schema, *((layout.types,) if layout.types else ()), *files)
    return {path: project.repository.read(path) for path in watched}


def _texts(project: Project, on_disk: Mapping[str, str | None]) -> tuple[str, str | None]:
    """schema.sql and types.ts out of what was read."""
    layout = project.repository.layout
    return on_disk[layout.schema] or "", on_disk[layout.types] if layout.types else None


def _writer_of(project: Project, file: str) -> AppliedSet | None:
    makers = [applied for applied in applied_sets(project.repository) if any(c.path == file for c in applied.changes)]
    return makers[-1] if makers else None


def _before(writer: AppliedSet | None, path: str, now: str | None) -> str | None:
    change = next((change for change in writer.changes if change.path == path), None) if writer else None
    if change is None or change.after is None or now is None:
        return now
    before = (change.before or b"").decode()
    text = reverse_patch(now, before, change.after.decode())
    if text is None:
        raise ConflictError(
            f"What the migration did to {path} cannot be taken back.",
            why="The same lines were changed again since.",
            way_out=f"Restore {path} by hand (git shows the lines), then draft again.",
        )
    return text
