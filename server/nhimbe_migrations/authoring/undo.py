"""Undo: the last change set taken back byte for byte, if nothing else touched its files since."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.file_diffs import changed_files
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.errors import ConflictError
from nhimbe_migrations.workspace.changes.change_set import AppliedSet, FileChange
from nhimbe_migrations.workspace.changes.journal import last_applied
from nhimbe_migrations.workspace.changes.journal import undo as take_back
from nhimbe_migrations.workspace.changes.lock import repository_lock
from nhimbe_migrations.workspace.git.queries import blobs, committed_on_default, git_path

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["undo"]


def undo(project: Project, *, committed: bool = False) -> Report:
    """Take the last change set back and report what that changed.

    Args:
        project: the repository.
        committed: also where git has the migration already, here or on the default branch.

    Raises:
        ConflictError: there is none, its files differ now, or git has its migration and `committed` is not said.
    """
    with repository_lock(project.repository):
        last = last_applied(project.repository)
        _demand_database(project, last)
        known = _committed(project, last) if last else ()
        if known and not committed:
            shared = any(committed_on_default(project.repository, file) for file in known)
            raise ConflictError(
                f"{' and '.join(known)} {'is' if len(known) == 1 else 'are'} committed on "
                f"{'the default branch' if shared else 'this branch'}, so nothing was undone.",
                why="A database may have run it already, and whoever has the commit keeps the file.",
                way_out="Write a new migration that undoes it, or call undo_migration with committed=true.",
            )
        undone = take_back(project.repository, committed=committed)
    backwards = tuple(FileChange(change.path, change.after, change.before) for change in undone.changes)
    file = undone.meta.get("file")
    return Report(
        number=_number_of(file),
        file=file if isinstance(file, str) else None,
        written=True,
        files=changed_files(backwards),
        manual_steps=(*_warnings(known), _ON_DATABASES),
        root=project.root,
        database=undone.meta.get("database"),
    )


def _demand_database(project: Project, last: AppliedSet | None) -> None:
    """Refuse where a caller names one database, and the last write was for another."""
    own = last.meta.get("database") if last else None
    if project.repository.discovery.named and own is not None and own != project.database:
        raise ConflictError(
            f"The last change set was for {own}, so nothing was undone.",
            why=f"undo_migration was called for {project.database}.",
            way_out="Call it without `database`: the last write is undone, whichever database it is for.",
        )


_ON_DATABASES = "If the migration has run on a database already, undo it there too: this changed files only."


def _warnings(known: tuple[str, ...]) -> tuple[str, ...]:
    if not known:
        return ()
    return (
        f"{' and '.join(known)} was committed: the commit still has it. Commit its removal, and tell whoever ran it.",
    )


def _committed(project: Project, last: AppliedSet) -> tuple[str, ...]:
    """The migration files of a change set that the current commit has as they were written."""
    files = set(last.meta.get("files") or [last.meta.get("file")])
    made = [change for change in last.changes if change.path in files and change.after is not None]
    found = blobs(project.repository, [f"HEAD:{git_path(project.repository, change.path)}" for change in made])
    return tuple(
        change.path for change, blob in zip(made, found, strict=True) if blob is not None and blob == change.after
    )


def _number_of(file: object) -> str | None:
    """The number that a migration's file name carries."""
    found = re.match(r"\d+(?=_)", posixpath.basename(file)) if isinstance(file, str) else None
    return found[0] if found else None
