"""Renumber: of two migrations with one number, the one that is not on the default branch moves; who else names it is told."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.file_diffs import changed_files, text_change
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.errors import ArgumentError, ConflictError, PathError
from nhimbe_migrations.rendering import sql_literal
from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.changes.journal import applied_sets, apply
from nhimbe_migrations.workspace.changes.lock import repository_lock
from nhimbe_migrations.workspace.git.queries import committed_on_default
from nhimbe_migrations.workspace.git.references import find_references
from nhimbe_migrations.workspace.history.drizzle import is_drizzle
from nhimbe_migrations.workspace.history.history import Migration
from nhimbe_migrations.workspace.history.next_number import next_number

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["renumber"]


def renumber(project: Project, *, file: str, preview: bool) -> Report:
    """Move a migration to the next free number: file name, header, and what it says of itself.

    No other file is touched: a name that stands in a README or a package script may mean a thing of the past, or nothing
    of ours. Such places are listed among the manual steps.

    Raises:
        ArgumentError: there is no such migration, or the number names several that could move.
        ConflictError: it is committed on the default branch.
    """
    with repository_lock(project.repository):
        if (repeated := _moved_before(project, file)) is not None:
            return repeated
        migration = _the_one_that_moves(project, file)
        number = _free_number(project, migration)
        path = _moved_path(project, migration, number)
        if path == migration.file:
            return Report(number=number, file=path, written=False, root=project.root)
        changes = _changes(project, migration, number, path)
        if not preview:
            meta = {"file": path, "renumbered": migration.file, **project.mark}
            apply(project.repository, changes, label=f"renumber {migration.name} to {number}", meta=meta)
    return _report(project, migration.file, path, changes, written=not preview)


def _report(project: Project, old: str, path: str, changes: Sequence[FileChange], *, written: bool) -> Report:
    name = posixpath.basename(path)
    return Report(
        number=name.partition("_")[0],
        file=path,
        written=written,
        files=changed_files(changes),
        manual_steps=_manual_steps(project, old, path),
        root=project.root,
        database=project.database,
    )


def _moved_before(project: Project, file: str) -> Report | None:
    """The report of an earlier call that moved this very file, which is no longer there: a repeat moves nothing."""
    name = posixpath.basename(file.strip())
    if not name.endswith((".sql", ".ts")) or _stands(
        project, posixpath.join(project.repository.layout.migrations, name)
    ):
        return None
    for applied in reversed(applied_sets(project.repository)):
        old, path = str(applied.meta.get("renumbered", "")), str(applied.meta.get("file"))
        if old and name == posixpath.basename(old):
            return _report(project, old, path, applied.changes, written=False) if _stands(project, path) else None
    return None


def _stands(project: Project, path: str) -> bool:
    return project.repository.read(path) is not None


def _moved_path(project: Project, migration: Migration, number: str) -> str:
    """Where the migration goes, in the form of its neighbours: after all of them.

    Raises:
        ConflictError: drizzle-kit keeps records of it by its name.
    """
    repository, history = project.repository, project.history()
    if is_drizzle(repository, migration.name):
        raise ConflictError(
            f"{migration.name} is in drizzle-kit's records, so it keeps its name.",
            why="Its snapshot was made on the one before it; under another number the two would not follow each other.",
            way_out="Take it out with `drizzle-kit drop`, merge, and generate it again; SQL of your own: draft it again.",
        )
    form = history.form
    folder, inside = posixpath.split(migration.name)
    name = folder or inside
    bare = re.sub(r"^[Vv]?\d+(?:__|[_\-. ])", "", name)
    if form.is_numbered:
        moved = f"{form.prefix}{number}{form.separator}{bare}"
    else:
        stem, ending = (bare, "") if folder else posixpath.splitext(bare)
        after = max(item.name for item in history.migrations)
        moved = replace(form, inside="").name(number, stem, ending, now=datetime.now(UTC), after=after)
    return posixpath.join(repository.layout.migrations, moved, *([inside] if folder else []))


def _free_number(project: Project, migration: Migration) -> str:
    """The number that the migration would get if it were new: it does not count itself."""
    history = project.history()
    others = tuple(item for item in history.migrations if item.file != migration.file)
    return next_number(project.repository, replace(history, migrations=others)).number


def _the_one_that_moves(project: Project, file: str) -> Migration:
    named = _named(project, file)
    movable = [migration for migration in named if not committed_on_default(project.repository, migration.file)]
    if not movable:
        raise ConflictError(
            f"{', '.join(migration.name for migration in named)} is committed on the default branch, so it keeps its number.",
            why="Databases know it by its file name.",
            way_out="Renumber the other one, on the branch that brought it.",
        )
    if len(movable) > 1:
        raise ArgumentError(
            f"{file} names {len(movable)} migrations that could move: {', '.join(item.name for item in movable)}.",
            way_out="Say the file name.",
        )
    return movable[0]


def _named(project: Project, file: str) -> list[Migration]:
    if re.fullmatch(r"\d{1,6}", file.strip()):
        same = [
            migration
            for migration in project.history().migrations
            if migration.number == int(file) and not migration.legacy
        ]
        if same:
            return same
    return [project.history().find(file)]


def _changes(project: Project, migration: Migration, number: str, path: str) -> tuple[FileChange, ...]:
    text = project.migration_text(migration)
    header = re.sub(r"\A(\ufeff?\s*(?:--|//)\s*Migration\s+)\d+", rf"\g<1>{number}", text, count=1)
    named = _mention(migration.name).sub(lambda _: posixpath.basename(path), header)
    return text_change(migration.file, text, None), text_change(path, None, named)


def _mention(name: str) -> re.Pattern[str]:
    """A file name where it is not the end of a longer one."""
    return re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-])")


def _manual_steps(project: Project, old: str, path: str) -> tuple[str, ...]:
    name = posixpath.basename(path)
    return (*_mentions(project, old, path, name), *_ledger(project, posixpath.basename(old), name))


def _mentions(project: Project, old: str, path: str, name: str) -> tuple[str, ...]:
    """What names the migration elsewhere in the repository, each place once."""
    old_name = posixpath.basename(old)
    places = []
    for file in find_references(project.repository, old_name):
        if file in {old, path}:
            continue
        try:
            lines = (project.repository.read(file) or "").splitlines()
        except PathError:
            continue
        places += [f"{file}:{number}" for number, line in enumerate(lines, 1) if _mention(old_name).search(line)]
    if not places:
        return ()
    more = f" and {len(places) - _MOST_MENTIONS} more" if len(places) > _MOST_MENTIONS else ""
    named = f"{old_name} is also named in {', '.join(places[:_MOST_MENTIONS])}{more}."
    return (f"{named} Nothing was changed there; write {name} where this migration is meant.",)


_MOST_MENTIONS = 20


def _ledger(project: Project, old_name: str, new_name: str) -> tuple[str, ...]:
    if not new_name.endswith(".sql") or not project.repository.databases:
        return ()
    tables = dict.fromkeys(binding.migrations_table for binding in project.repository.databases)
    return tuple(
        f"Where `wrangler d1 migrations apply` has already run it, update the ledger: "
        f"UPDATE {table} SET name = {sql_literal(new_name)} WHERE name = {sql_literal(old_name)};"
        for table in tables
    )
