"""What the first draft of a process would wait for, done before it is asked for, or while it waits for something else."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.project.inventory import inventory_of
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.mongodb.sandbox.engines import begin_engines_beside

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["prepare", "read_ahead"]


def prepare(project: Project) -> None:
    """Start the engines of a MongoDB proof in the background where the repository shows that store, and read what a draft reads.

    Raises:
        RepositoryError: something of it cannot be read; a draft says the same.
    """
    if any(sign.store == "mongodb" for sign in inventory_of(project).signs):
        begin_engines_beside(project.repository.layout.migrations, project.repository.root)
        from nhimbe_migrations.mongodb.lint.rules import rules
        from nhimbe_migrations.rendering import load_templates

        load_templates("mongodb")
        rules()
    read_ahead(project)


def read_ahead(project: Project) -> None:
    """Do what a draft does after its proof and what needs nothing of it: reading the code, and what the report is written with."""
    from nhimbe_migrations.authoring.deploy.assess import read_base
    from nhimbe_migrations.rendering import load_templates

    # What cannot be read is said by the step that needs it.
    with contextlib.suppress(MigrationsError, OSError):
        inventory_of(project)
        read_base(project)
    load_templates("report")
