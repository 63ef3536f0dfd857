"""What the first draft of a process would wait for, done before it is asked for."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.project.inventory import inventory_of

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["prepare"]


def prepare(project: Project) -> None:
    """Read the history, and start the engines of a MongoDB proof in the background where the repository shows that store.

    Raises:
        RepositoryError: something of it cannot be read; a draft says the same.
    """
    inventory = inventory_of(project)
    if any(sign.store == "mongodb" for sign in inventory.signs):
        from nhimbe_migrations.authoring.stores.mongodb_proof import begin_proof

        layout = project.repository.layout
        from nhimbe_migrations.mongodb.lint.rules import rules
        from nhimbe_migrations.rendering import load_templates

        begin_proof("", posixpath.join(layout.migrations, "next.ts"), project.repository.root)
        load_templates("mongodb")
        rules()
