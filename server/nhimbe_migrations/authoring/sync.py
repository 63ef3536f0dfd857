"""Sync: bring schema.sql and types.ts in line with migrations that people wrote by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.types_file import shape_types
from nhimbe_migrations.authoring.project.branch import branch_of
from nhimbe_migrations.authoring.result.file_diffs import changed_files, text_change
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.errors import ArgumentError, RefusedError, RepositoryError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.changes.journal import apply
from nhimbe_migrations.workspace.changes.lock import repository_lock
from nhimbe_migrations.workspace.history.history import Migration

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.schema_file.editor import SchemaEdit

__all__ = ["update_schema", "update_types"]


def update_schema(project: Project, *, file: str | None, preview: bool) -> Report:
    """Put into schema.sql what one migration, or the whole history, makes and it lacks.

    Raises:
        ArgumentError: there is no such migration, or it is not for D1.
        RefusedError: no edit can be proved equal, or a table of schema.sql does not load.
    """
    from nhimbe_migrations.d1.drift.report import update

    migration = None if file is None else _d1_migration(project, file)
    with repository_lock(project.repository):
        path = project.repository.layout.schema
        on_disk = project.repository.read(path)  # whoever asks for this very file hears why it cannot be used
        before = on_disk or ""
        _refuse_unless_loaded(before, path)
        if migration is None:
            edit = _repaired(project, before)
        else:
            texts = project.migration_texts("d1")
            place = [file for file, _ in texts].index(migration.file)
            edit = update(before, *texts[place], later=texts[place + 1 :])
        changes = () if edit.text == before else (text_change(path, on_disk, edit.text),)
        findings = tuple(finding.at(file=finding.file or path) for finding in edit.findings)
        return _landed(project, changes, findings, migration, label="update schema.sql", preview=preview)


def _repaired(project: Project, before: str) -> SchemaEdit:
    """Bring the file to what the history makes; what somebody wished by hand stays."""
    from nhimbe_migrations.d1.drift.between import repair_from_states
    from nhimbe_migrations.d1.drift.report import repair

    migrations = project.migration_texts("d1")
    found = project.databases(schema=before)
    wished = frozenset((item.object, item.name) for item in found.wishes)
    try:
        return repair_from_states(before, found.states, migrations, wished=wished)
    except RefusedError:
        return repair(before, migrations)


def _refuse_unless_loaded(schema: str, path: str) -> None:
    from nhimbe_migrations.d1.proof.schema_problems import not_loaded

    broken = [finding for finding in not_loaded(schema) if finding.severity == "error"]
    if broken:
        raise RefusedError(
            f"{path}, line {broken[0].line}: {broken[0].message}.",
            why="Nothing can be proved equal to a file that D1 does not load.",
            way_out="Fix that statement first.",
        )


def update_types(
    project: Project,
    *,
    file: str | None,
    interface: str | None,
    fields: Mapping[str, str] | None,
    preview: bool,
) -> Report:
    """Put into types.ts what a migration changes, or set the members of one interface.

    Raises:
        ArgumentError: the arguments do not go together, or name nothing.
        RefusedError: the result would not parse.
    """
    path = project.repository.layout.types
    if (interface is None) != (fields is None) or (file is not None and interface is not None):
        raise ArgumentError(
            "`interface` and `fields` go together, and without `file`.",
            way_out='Pass file="013", or interface="Event" with fields={"city?": "string"}.',
        )
    if path is None:
        raise RepositoryError("There is no types.ts here.", way_out="Name it as paths.types in nhimbe-migrations.toml.")
    with repository_lock(project.repository):
        before = project.types_text()
        if unusable := project.unusable(path):
            raise RepositoryError(unusable.message, way_out=unusable.help)
        migration = None if file is None else project.history().find(file)
        if interface is not None and fields is not None:
            text, findings = _with_fields(before, path, interface, fields)
        else:
            shapes, untold = _shapes(project, migration)
            shaped = shape_types(project, before, shapes, None)
            text, findings = shaped.text, (*shaped.findings, *untold)
        changes = () if text == before else (text_change(path, before, text),)
        return _landed(project, changes, findings, migration, label=f"update {path}", preview=preview)


def _d1_migration(project: Project, file: str) -> Migration:
    migration = project.history().find(file)
    if migration.target != "d1":
        raise ArgumentError(
            f"{migration.name} is a MongoDB migration.",
            why="schema.sql holds D1 only.",
            way_out="Nothing is to be done; update_types takes it.",
        )
    return migration


def _with_fields(
    before: str | None, path: str, interface: str, fields: Mapping[str, str]
) -> tuple[str | None, tuple[Finding, ...]]:
    if before is None:
        raise RepositoryError(f"There is no {path}.", way_out="Make it, or name another as paths.types.")
    from nhimbe_migrations.typescript.set_fields import set_fields

    edit = set_fields(before, interface, fields)
    return edit.text, tuple(finding.at(file=path) for finding in edit.findings)


_Shapes = tuple[tuple[ShapeChange, ...], tuple[Finding, ...]]


def _shapes(project: Project, migration: Migration | None) -> _Shapes:
    """What one migration changes, or all that the default branch has not got yet; and what of it cannot be told."""
    if migration is not None:
        return _shapes_of(project, migration)
    branch = branch_of(project, None)
    new = [migration for migration in project.history().migrations if branch.is_new(migration)]
    found = [_shapes_of(project, item) for item in new]
    return tuple(shape for shapes, _ in found for shape in shapes), tuple(note for _, notes in found for note in notes)


def _shapes_of(project: Project, migration: Migration) -> _Shapes:
    text = project.kept_text(migration)
    if migration.target == "d1":
        from nhimbe_migrations.authoring.stores.d1_type_changes import shapes_of_file

        return shapes_of_file(project, migration, text)
    from nhimbe_migrations.authoring.stores.mongodb import shapes_of_mongodb

    return shapes_of_mongodb(project, migration, text), ()


def _landed(
    project: Project,
    changes: tuple[FileChange, ...],
    findings: tuple[Finding, ...],
    migration: Migration | None,
    *,
    label: str,
    preview: bool,
) -> Report:
    written = bool(changes) and not preview
    if written:
        apply(
            project.repository,
            changes,
            label=label,
            meta={"file": migration.file if migration else None, **project.mark},
        )
    return Report(
        number=f"{migration.number:03d}" if migration else None,
        file=migration.file if migration else None,
        written=written,
        files=changed_files(changes),
        findings=findings,
        root=project.root,
        database=project.database,
    )
