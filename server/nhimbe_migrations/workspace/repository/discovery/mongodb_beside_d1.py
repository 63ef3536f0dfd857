"""Where a MongoDB migration belongs in a repository that has D1 databases too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nhimbe_migrations.workspace.repository.discovery.discover import Discovery, which_of
from nhimbe_migrations.workspace.repository.migration_names import is_module, number_of

__all__ = ["for_mongodb"]


def for_mongodb(root: Path, found: Discovery) -> Discovery:
    """Return what was found with MongoDB's history chosen, where it stands apart; which D1 database is not asked then."""
    if not any(home.bindings or not home.runner for home in found.homes):
        return found
    chosen = found.chosen
    apart = [home for home in found.mongodb if home.standing == 0 or home.config]
    if chosen is not None and (not apart or chosen.folder in {home.folder for home in apart}):
        return found
    if apart:
        best = min((home.is_aside, home.standing) for home in apart)
        first = [home for home in apart if (home.is_aside, home.standing) == best]
        if len(first) == 1:
            return replace(found, chosen=first[0], question=None, decided_by="the target mongodb")
        return replace(found, chosen=None, question=which_of(first, first))
    # MongoDB's modules may stand among the SQL of one of them.
    mixed = [home for home in found.homes if home.folder and _has_modules(root / home.folder)]
    if len(mixed) > 1:
        return found
    return replace(found, chosen=mixed[0] if mixed else None, question=None)


def _has_modules(place: Path) -> bool:
    try:
        return any(is_module(item.name) and number_of(item.name) is not None for item in place.iterdir())
    except OSError:
        return False
