"""What a reader does first: let a change set that is under way land, and recover one whose writer died."""

from __future__ import annotations

from nhimbe_migrations.workspace.changes.state_dir import JOURNAL, state_path
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["recover"]


def recover(repository: Repository, timeout: float = 30.0) -> None:
    """See to it that no change set stands half in the work tree. Nearly always this is one look at the disk.

    Raises:
        LockError: a writer takes longer than `timeout` seconds.
        RepositoryError: what a dead writer left can neither be finished nor taken back.
    """
    if not (state_path(repository) / JOURNAL).is_file():
        return
    from nhimbe_migrations.workspace.changes.lock import held, repository_lock

    if not held(repository):
        with repository_lock(repository, timeout, what="settling an interrupted write"):
            pass
