"""Who else has to hear of a migration: the schema file that a generator reads, the folder that is made."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.changes.shapes import (
    AddMember,
    AddShape,
    RemoveMember,
    RemoveShape,
    RenameMember,
    RenameShape,
    ShapeChange,
)
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.workspace.history.drizzle import is_drizzle

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["demand_place", "schema_steps"]

_SHOWN = 8


def schema_steps(project: Project, shapes: Sequence[ShapeChange]) -> Iterator[str]:
    """Say what a person has to change in drizzle-kit's or Prisma's schema file, and which folder is new."""
    repository = project.repository
    folder = repository.layout.migrations
    if not (repository.root / folder).is_dir():
        yield (
            f"{folder}/ is not there yet: no history of D1 was found, so this migration begins one. Where it belongs "
            f'elsewhere, set `migrations = "…"` below `[paths]` in nhimbe-migrations.toml and draft again.'
        )
    told = [_words(shape) for shape in shapes if shape.source == "d1"]
    what = "; ".join(told[:_SHOWN]) + (f"; and {len(told) - _SHOWN} more" if len(told) > _SHOWN else "")
    files = next((item.schema for item in repository.discovery.drizzle if item.out == folder), ())
    if what and is_drizzle(repository, project.last_d1_file()):
        yield (
            f"{' and '.join(files) or 'schema.ts'} is yours to change: {what}. drizzle-kit's snapshot was copied, as its "
            "`generate --custom` does; so when the file says it, the next `drizzle-kit generate` writes these statements "
            "once more: empty that SQL file, and keep the snapshot that came with it."
        )
    elif what and files:
        yield f"{' and '.join(files)} is yours to change: {what}. drizzle-kit keeps no journal here, so none was written."
    elif what and (schema := _prisma_schema(project)):
        yield f"{schema} is yours to change: {what}. `prisma migrate diff` compares with that file."


def _prisma_schema(project: Project) -> str | None:
    """The Prisma schema whose migrations these are."""
    root, folder = project.repository.root, project.repository.layout.migrations
    home = posixpath.dirname(folder)
    places = [(home, "prisma/schema.prisma"), ("", "prisma/schema.prisma")]
    if (root / folder / "migration_lock.toml").is_file() or posixpath.basename(home) == "prisma":
        places.insert(0, (home, "schema.prisma"))
    return next((path for path in (posixpath.join(*place) for place in places) if (root / path).is_file()), None)


def _words(shape: ShapeChange) -> str:
    match shape:
        case AddShape():
            return f"table {shape.owner} is new"
        case RemoveShape():
            return f"table {shape.owner} is gone"
        case RenameShape():
            return f"table {shape.owner} is called {shape.to}"
        case AddMember():
            return f"column {shape.owner}.{shape.field.name} is new"
        case RemoveMember():
            return f"column {shape.owner}.{shape.name} is gone"
        case RenameMember():
            return f"column {shape.owner}.{shape.name} is called {shape.to}"


def demand_place(project: Project) -> None:
    """Refuse where nothing says that this repository has a D1 database, or where its migrations would be.

    Raises:
        ArgumentError: no wrangler file, no folder of SQL, and no setting; the message says what settles it.
    """
    repository, found = project.repository, project.repository.discovery
    root, config = repository.root, repository.config
    settled = found.homes or found.files or config.paths.migrations or config.database.name or project.history().total
    settled = settled or any("d1" in path.split("/") for path in found.schemas)
    if settled or (root / "worker").is_dir() or not (root / "package.json").is_file():
        return
    raise ArgumentError(
        "Where do the D1 migrations of this repository go? Nothing here says.",
        why="No wrangler file binds a D1 database, no package script runs one, and no folder holds SQL migrations.",
        way_out=(
            'Ask the user; then set `migrations = "migrations"` below `[paths]` in nhimbe-migrations.toml, or add '
            "`d1_databases` to a wrangler file."
        ),
    )
