"""Draft: prove a migration, work out every file that changes with it, and save_draft the result under a handle.

Nothing in the repository changes. The order is the product's promise: the text, its proof, the files that follow
from the proof, the findings, and only then a handle with which exactly this can be written.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.code.assessment import Assessment
from nhimbe_migrations.authoring.compose.base import BaseState, base_state_for
from nhimbe_migrations.authoring.compose.commands import d1_commands, d1_manual_steps, mongodb_commands
from nhimbe_migrations.authoring.compose.composed import ComposedMigration
from nhimbe_migrations.authoring.compose.file_names import file_name
from nhimbe_migrations.authoring.compose.proposal import Proposal
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.compose.saved_drafts import save_draft
from nhimbe_migrations.authoring.compose.types_file import Shaped, shape_types
from nhimbe_migrations.authoring.derive.spell_out import spell_out
from nhimbe_migrations.authoring.result.file_diffs import changed_files, text_change
from nhimbe_migrations.authoring.result.finding_order import grouped
from nhimbe_migrations.authoring.result.report import Command, Report
from nhimbe_migrations.workspace.changes.change_set import FileChange

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["draft", "propose"]


def draft(project: Project, request: MigrationRequest) -> Report:
    """Prove what `request` asks for and return the report, with a handle unless it is refused.

    Raises:
        ArgumentError: the request cannot be, whatever the proof says.
    """
    proposal = propose(project, request)
    return proposal.report if proposal.report.refused else save_draft(project, proposal)


def propose(project: Project, request: MigrationRequest, *, number: str | None = None) -> Proposal:
    """Work the migration out for `number` (default: the one it replaces, else the next free one)."""
    base_state = base_state_for(project, request.replace)
    number = number or base_state.number or project.next_number().number
    path = posixpath.join(project.repository.layout.migrations, file_name(number, request.description, request.target))
    spelt = spell_out(project, request, base_state)
    body = _body(project, spelt, base_state, number, path)
    shaped = (
        shape_types(project, base_state.types, body.shapes, request) if request.sync else Shaped(base_state.types, ())
    )
    changes = _file_changes(project, base_state, path, body, shaped)
    findings = grouped((*body.findings, *shaped.findings))
    refused = any(finding.severity == "error" for finding in findings)
    looked = _assessed(project, request, base_state, body)
    report = Report(
        number=number,
        file=path,
        written=False,
        files=changed_files(changes),
        findings=findings,
        verification=body.verification,
        uses=looked.uses,
        deploy=looked.deploy,
        cost=looked.cost,
        commands=_commands(project, request, path, body),
        manual_steps=_manual_steps(project, request, path, body),
        refused=refused or None,
        root=project.root,
    )
    return Proposal(request, report, changes, body.text, base_state.on_disk)


def _body(
    project: Project, request: MigrationRequest, base_state: BaseState, number: str, path: str
) -> ComposedMigration:
    if request.target == "d1":
        from nhimbe_migrations.authoring.stores.d1 import compose_d1

        return compose_d1(project, request, base_state=base_state, number=number, path=path)
    from nhimbe_migrations.authoring.stores.mongodb import compose_mongodb

    return compose_mongodb(project, request, replaced=base_state.file, number=number, path=path)


def _assessed(
    project: Project, request: MigrationRequest, base_state: BaseState, body: ComposedMigration
) -> Assessment:
    if request.target != "d1" or not body.verification.applied:
        return Assessment()
    from nhimbe_migrations.authoring.code.assess import assess_d1

    return assess_d1(project, body.text, without=base_state.file, schema=base_state.schema)


def _file_changes(
    project: Project, base_state: BaseState, path: str, body: ComposedMigration, shaped: Shaped
) -> tuple[FileChange, ...]:
    layout = project.repository.layout
    on_disk = base_state.on_disk
    pairs: list[tuple[str, str | None, str | None]] = [(path, on_disk.get(path), body.text)]
    if base_state.file and base_state.file != path:
        pairs.append((base_state.file, on_disk[base_state.file], None))
    # A replaced migration's part of schema.sql is taken back; a file that is not there is not made.
    gone = on_disk[layout.schema] is None or (base_state.file is not None and not base_state.schema)
    taken_back = None if gone else base_state.schema
    pairs.append((layout.schema, on_disk[layout.schema], taken_back if body.schema_text is None else body.schema_text))
    if layout.types:
        pairs.append((layout.types, on_disk[layout.types], shaped.text))
    return tuple(text_change(path, before, after) for path, before, after in pairs if before != after)


def _commands(project: Project, request: MigrationRequest, path: str, body: ComposedMigration) -> tuple[Command, ...]:
    if request.target == "d1":
        return d1_commands(project.repository, path, loses_rows=body.loses_rows)
    return mongodb_commands(project.repository, path)


def _manual_steps(project: Project, request: MigrationRequest, path: str, body: ComposedMigration) -> tuple[str, ...]:
    steps = d1_manual_steps(project.repository, path) if request.target == "d1" else ()
    if request.strategy != "direct":
        from nhimbe_migrations.authoring.derive.strategy import next_steps

        steps = (*next_steps(request), *steps)
    return (*body.manual_steps, *steps)
