"""Status: which files the runners have recorded as applied. It reads; it runs no migration and writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nhimbe_migrations.authoring.ledger.compared import FileStatus, compared
from nhimbe_migrations.authoring.ledger.databases import local_ledger, mongodb_ledger
from nhimbe_migrations.authoring.ledger.entries import Ledger
from nhimbe_migrations.authoring.ledger.pasted import read_pasted
from nhimbe_migrations.errors import ArgumentError

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["StatusAnswer", "StoreStatus", "status"]

Target = Literal["d1", "mongodb"]
_TROUBLE = frozenset({"edited", "renumbered", "missing"})


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """The files of one store against one ledger."""

    target: Target
    source: str
    """Where the ledger was read."""
    counts: Mapping[str, int]
    files: tuple[FileStatus, ...]
    note: str | None = None
    """What the ledger does not say."""


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """What `nhimbe-migrations status` answers with."""

    ok: bool
    """Nothing was edited after it ran, renumbered, or is missing."""
    stores: tuple[StoreStatus, ...]
    root: str


def status(
    project: Project,
    *,
    pasted: str | None = None,
    pasted_source: str = "what was pasted",
    target: Target | None = None,
    mongodb_uri: str | None = None,
    changelog: str | None = None,
) -> StatusAnswer:
    """Compare the files with each ledger that was named; with none, with the local D1 database's.

    Raises:
        ArgumentError: no ledger can be had, or what was pasted is none.
        ToolMissingError: the MongoDB server cannot be asked.
    """
    stores: list[StoreStatus] = []
    if pasted is not None:
        store = target or _only_target(project, pasted)
        stores.append(_told(project, read_pasted(pasted, pasted_source), store))
    if mongodb_uri is not None:
        stores.append(_told(project, mongodb_ledger(project, mongodb_uri, changelog), "mongodb"))
    if pasted is None and mongodb_uri is None:
        ledger, note = local_ledger(project)
        stores.append(_told(project, ledger, "d1", note))
    ok = not any(file.state in _TROUBLE for store in stores for file in store.files)
    return StatusAnswer(ok, tuple(stores), project.root)


def _told(project: Project, ledger: Ledger, target: Target, note: str | None = None) -> StoreStatus:
    files = compared(project, ledger, target)
    return StoreStatus(target, ledger.source, dict(Counter(item.state for item in files)), files, note)


def _only_target(project: Project, pasted: str) -> Target:
    """The store that the text speaks of: by the endings of its file names, else the only one that there is."""
    names = {item.target for item in project.history().migrations if item.name in pasted}
    there = names or {item.target for item in project.history().migrations}
    if len(there) == 1:
        return there.pop()
    if not there or ".sql" in pasted:
        return "d1"
    raise ArgumentError(
        "The pasted text does not show which store it is for.", way_out="Say --target d1 or --target mongodb."
    )
