"""How the history was found: the folder, what says so, and what else could have been meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.answers import FoundHistory, OtherHistory
from nhimbe_migrations.workspace.repository.discovery.discover import described, label

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["describe_found", "found_history"]


def found_history(project: Project) -> FoundHistory:
    """Return where the migrations are, from which file that is known, and the other databases and folders."""
    repository, found = project.repository, project.repository.discovery
    folder, chosen = repository.layout.migrations, found.chosen
    exists = (repository.root / folder).is_dir()
    if repository.config.paths.migrations == folder:
        why = "`paths.migrations` in nhimbe-migrations.toml"
    elif chosen is not None and chosen.folder == folder:
        why = f"{chosen.why}, chosen by {found.decided_by}" if found.decided_by else chosen.why
    elif exists:
        why = f"{folder}/ is there"
    else:
        why = "no history was found: the first migration makes this folder"
    others = tuple(
        OtherHistory(label(home, found.homes), home.folder, described(home))
        for home in (*found.homes, *found.mongodb)
        if home is not chosen
    )
    names = dict.fromkeys(binding.name for binding in repository.databases)
    return FoundHistory(
        folder=folder,
        exists=exists,
        why=why,
        database=", ".join(names) or None,
        others=others,
    )


def describe_found(found: FoundHistory) -> str:
    """The same in a sentence or two."""
    meant = f" of {found.database}" if found.database else ""
    lines = [f"Found{meant}: {found.folder}/{'' if found.exists else ' (not there yet)'}, by {found.why}."]
    if found.others:
        lines.append(f"Also there: {'; '.join(f'{item.name} ({item.why})' for item in found.others[:_SHOWN])}.")
    return " ".join(lines)


_SHOWN = 5
