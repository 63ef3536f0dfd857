"""Renumber: of two migrations with one number, the one that is not on the default branch moves, with all that names it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.file_diffs import changed_files, text_change
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.errors import ArgumentError, ConflictError
from nhimbe_migrations.rendering import sql_literal
from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.changes.journal import applied_sets, apply
from nhimbe_migrations.workspace.changes.lock import repository_lock
from nhimbe_migrations.workspace.git.queries import committed_on_default
from nhimbe_migrations.workspace.git.references import find_references
from nhimbe_migrations.workspace.history.history import Migration
from nhimbe_migrations.workspace.history.next_number import next_number

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Desk

__all__ = ["renumber"]


def renumber(desk: Desk, *, file: str, preview: bool) -> Report:
    """Move a migration to the next free number: file name, header, and what refers to the file.

    Raises:
        ArgumentError: there is no such migration, or the number names several that could move.
        ConflictError: it is committed on the default branch.
    """
    with repository_lock(desk.repository):
        if (repeated := _moved_before(desk, file)) is not None:
            return repeated
        migration = _the_one_that_moves(desk, file)
        number = _free_number(desk, migration)
        bare = re.sub(r"^\d+_", "", migration.name)
        path = posixpath.join(posixpath.dirname(migration.file), f"{number}_{bare}")
        if path == migration.file:
            return Report(number=number, file=path, written=False, root=desk.root)
        changes = _changes(desk, migration, number, path)
        if not preview:
            meta = {"file": path, "renumbered": migration.file}
            apply(desk.repository, changes, label=f"renumber {migration.name} to {number}", meta=meta)
    return _report(desk, migration.file, path, changes, written=not preview)


def _report(desk: Desk, old: str, path: str, changes: Sequence[FileChange], *, written: bool) -> Report:
    name = posixpath.basename(path)
    return Report(
        number=name.partition("_")[0],
        file=path,
        written=written,
        files=changed_files(changes),
        manual_steps=_manual_steps(desk, posixpath.basename(old), name),
        root=desk.root,
    )


def _moved_before(desk: Desk, file: str) -> Report | None:
    """The report of an earlier call that moved this very file, which is no longer there: a repeat moves nothing."""
    name = posixpath.basename(file.strip())
    if not name.endswith((".sql", ".ts")) or _stands(desk, posixpath.join(desk.repository.layout.migrations, name)):
        return None
    for applied in reversed(applied_sets(desk.repository)):
        old, path = str(applied.meta.get("renumbered", "")), str(applied.meta.get("file"))
        if old and name == posixpath.basename(old):
            return _report(desk, old, path, applied.changes, written=False) if _stands(desk, path) else None
    return None


def _stands(desk: Desk, path: str) -> bool:
    return desk.repository.read(path) is not None


def _free_number(desk: Desk, migration: Migration) -> str:
    """The number that the migration would get if it were new: it does not count itself."""
    history = desk.history()
    others = tuple(each for each in history.migrations if each.file != migration.file)
    return next_number(desk.repository, replace(history, migrations=others)).number


def _the_one_that_moves(desk: Desk, file: str) -> Migration:
    named = _named(desk, file)
    movable = [migration for migration in named if not committed_on_default(desk.repository, migration.file)]
    if not movable:
        raise ConflictError(
            f"{', '.join(migration.name for migration in named)} is committed on the default branch, so it keeps its number.",
            why="Databases know it by its file name.",
            way_out="Renumber the other one, on the branch that brought it.",
        )
    if len(movable) > 1:
        raise ArgumentError(
            f"{file} names {len(movable)} migrations that could move: {', '.join(each.name for each in movable)}.",
            way_out="Say the file name.",
        )
    return movable[0]


def _named(desk: Desk, file: str) -> list[Migration]:
    if re.fullmatch(r"\d{1,6}", file.strip()):
        same = [each for each in desk.history().migrations if each.number == int(file) and not each.legacy]
        if same:
            return same
    return [desk.history().find(file)]


def _changes(desk: Desk, migration: Migration, number: str, path: str) -> tuple[FileChange, ...]:
    repository = desk.repository
    text = desk.migration_text(migration)
    header = re.sub(r"\A(\ufeff?\s*(?:--|//)\s*Migration\s+)\d+", rf"\g<1>{number}", text, count=1)
    moved = [text_change(migration.file, text, None), text_change(path, None, header)]
    new_name = posixpath.basename(path)
    for place in find_references(repository, migration.name):
        before = repository.read(place)
        if place != migration.file and before is not None:
            moved.append(text_change(place, before, before.replace(migration.name, new_name)))
    return tuple(moved)


def _manual_steps(desk: Desk, old_name: str, new_name: str) -> tuple[str, ...]:
    if not new_name.endswith(".sql") or not desk.repository.databases:
        return ()
    tables = dict.fromkeys(binding.migrations_table for binding in desk.repository.databases)
    return tuple(
        f"Where it has already run through `wrangler d1 migrations apply`, tell the ledger: "
        f"UPDATE {table} SET name = {sql_literal(new_name)} WHERE name = {sql_literal(old_name)};"
        for table in tables
    )
