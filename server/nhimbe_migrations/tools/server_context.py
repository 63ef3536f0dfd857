"""Where the server works: the repository is looked for when a tool needs it, not when the server starts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["ServerContext"]


@dataclass(frozen=True, slots=True)
class ServerContext:
    """The `--repo` that the server was started with; None where it has to look."""

    explicit: str | None = None

    def project(self, database: str | None = None, *, undecided: bool = False, mongodb: bool = False) -> Project:
        """Return the project at the repository, with its configuration as it is on disk now.

        `database` says which of several D1 databases is meant; with `undecided` it is not asked for. `mongodb` says that
        its history is meant: the one that stands apart from D1's, where there is one.

        Raises:
            RepositoryError: there is no repository here; the message says how to name one.
            ArgumentError: several D1 databases stand equal, or none answers to `database`; the message lists them.
        """
        from nhimbe_migrations.authoring.project.project import open_project

        # Configuration and wrangler files are read again each time: both are small, and a person edits them.
        return open_project(
            self.explicit, os.environ, Path.cwd(), database=database, undecided=undecided, mongodb=mongodb
        )

    def begin_engines(self, project: Project, up: str | None, down: str | None) -> None:
        """Start what the proof of a MongoDB migration waits for longest, before what drafts it is even loaded."""
        from nhimbe_migrations.mongodb.sandbox.engines import begin_engines_beside

        repository = project.repository
        begin_engines_beside(repository.layout.migrations, repository.root, f"{up or ''}\n{down or ''}")

    def prepare(self) -> None:
        """Make ready what the first draft of a process would wait for.

        Raises:
            MigrationsError: there is no repository here, or it cannot be read.
        """
        from nhimbe_migrations.authoring.stores.prepare import prepare

        prepare(self.project(undecided=True, mongodb=True))
