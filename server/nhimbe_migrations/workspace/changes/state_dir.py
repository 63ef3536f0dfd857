"""Where this program keeps what is not the repository's: lock, journal, undo history, drafts – never in the work tree.

One folder per repository, shared by its work trees: it is named after the git folder that they have in common.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from nhimbe_migrations.errors import RepositoryError
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["JOURNAL", "STATE_VARIABLE", "state_folder", "state_path"]

STATE_VARIABLE = "NHIMBE_MIGRATIONS_STATE"
JOURNAL = "journal.json"
"""In the state folder while a change set is on its way into the work tree."""


def state_folder(repository: Repository, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of this repository; it is there afterwards, and only its owner may look into it.

    Raises:
        RepositoryError: it cannot be made.
    """
    folder = state_path(repository, environment)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RepositoryError(
            f"The state folder {folder} cannot be made: {error.strerror}.",
            why="Locks, the undo history and drafts live there.",
            way_out=f"Set {STATE_VARIABLE} to a folder that may be written.",
        ) from error
    return folder


def state_path(repository: Repository, environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the folder of this repository is, or would be."""
    shared = repository.git.common if repository.git else repository.root
    label = shared.parent.name if shared.name == ".git" else shared.name
    identity = hashlib.sha256(os.fsencode(shared)).hexdigest()[:16]
    return _base(environment) / f"{re.sub(r'[^A-Za-z0-9-]+', '-', label)[:40]}-{identity}"


def _base(environment: Mapping[str, str]) -> Path:
    if chosen := environment.get(STATE_VARIABLE):
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_state_path

    return user_state_path("nhimbe-migrations", appauthor=False)
