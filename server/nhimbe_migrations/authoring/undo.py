"""Undo: the last change set taken back byte for byte, if nothing else touched its files since."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.file_diffs import changed_files
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.changes.journal import undo as take_back
from nhimbe_migrations.workspace.changes.lock import repository_lock

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["undo"]


def undo(project: Project) -> Report:
    """Take the last change set back and report what that changed.

    Raises:
        ConflictError: there is none, its files differ now, or its migration is committed on the default branch.
    """
    with repository_lock(project.repository):
        undone = take_back(project.repository)
    backwards = tuple(FileChange(change.path, change.after, change.before) for change in undone.changes)
    file = undone.meta.get("file")
    return Report(
        number=_number_of(file),
        file=file if isinstance(file, str) else None,
        written=True,
        files=changed_files(backwards),
        manual_steps=("If the migration has run on a database already, undo it there too: this changed files only.",),
        root=project.root,
    )


def _number_of(file: object) -> str | None:
    """The number that a migration's file name carries."""
    found = re.match(r"\d+(?=_)", posixpath.basename(file)) if isinstance(file, str) else None
    return found[0] if found else None
