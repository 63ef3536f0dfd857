"""Change sets as the report shows them."""

from __future__ import annotations

from collections.abc import Iterable

from nhimbe_migrations.authoring.result.report import FileDiff
from nhimbe_migrations.text import diff_hunks
from nhimbe_migrations.workspace.changes.change_set import FileChange

__all__ = ["changed_files", "text_change"]


def text_change(path: str, before: str | None, after: str | None) -> FileChange:
    """Return the change of one text file; None stands for a file that is not there."""
    return FileChange(path, None if before is None else before.encode(), None if after is None else after.encode())


def changed_files(changes: Iterable[FileChange]) -> tuple[FileDiff, ...]:
    """Return the diff of every file of a change set."""
    return tuple(_diff(change) for change in changes)


def _diff(change: FileChange) -> FileDiff:
    before = None if change.before is None else change.before.decode()
    after = None if change.after is None else change.after.decode()
    if before is None and change.path.endswith("snapshot.json"):
        # A copy of what is there, for a program; nobody reads it.
        return FileDiff(change.path, "create", "(drizzle-kit's snapshot, as the one before it, under a new id)")
    diff = diff_hunks(before, after)
    if before is None:
        return FileDiff(change.path, "create", diff)
    return FileDiff(change.path, "delete" if after is None else "update", diff)
