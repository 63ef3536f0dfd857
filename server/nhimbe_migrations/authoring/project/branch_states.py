"""The databases that the migrations of a branch found, each when it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.project.schema_versions import committed_versions, configured_baseline
from nhimbe_migrations.authoring.project.states import wishes
from nhimbe_migrations.d1.states.states import Migrations, States, build_states, states_before
from nhimbe_migrations.workspace.git.queries import text_at

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.branch import Branch
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.schema.comparison import Difference

__all__ = ["states_found_by", "wishes_of"]


def states_found_by(project: Project, files: frozenset[str], branch: Branch) -> dict[str, States]:
    """Return the states that each of `files` found: the new ones of `branch`, or a single one that is deployed.

    schema.sql is the base's, if it had one: what the branch did to the file since is the work of its migrations. For a
    deployed one it is the file before the commit that brought it, where that can be told.
    """
    repository = project.repository
    history: Migrations = project.migration_texts("d1")
    deployed = [item for item in project.history().migrations if item.file in files and not branch.is_new(item)]
    if deployed:
        committed = branch.schema_before(project, deployed[0])
    else:
        committed = None if branch.base is None else text_at(repository, branch.base, repository.layout.schema)
    return states_before(
        history,
        files,
        committed=committed if committed and committed.strip() else None,
        versions=committed_versions(repository, branch.base) if branch.base else (),
        baseline=configured_baseline(repository),
    )


def wishes_of(project: Project, branch: Branch) -> tuple[Difference, ...]:
    """Return what schema.sql says, by an edit of this branch or of the work tree, that no migration does.

    Where the base has no schema.sql, the branch brings the file, and everything in it is new.
    """
    repository = project.repository
    on_disk = project.schema_text()
    base = None if branch.base is None else text_at(repository, branch.base, repository.layout.schema)
    if not base or not base.strip() or not on_disk.strip() or base == on_disk:
        return ()
    history: Migrations = project.migration_texts("d1")
    states = build_states(
        history,
        committed=base,
        versions=committed_versions(repository, branch.base),
        baseline=configured_baseline(repository),
        pending=tuple(item for item in history if item[0] in branch.added),
    )
    return wishes(states, on_disk)
