"""Draft: prove a migration, work out every file that changes with it, and keep the result under a handle.

Nothing in the repository changes. The order is the product's promise: the text, its proof, the files that follow
from the proof, the findings, and only then a handle with which exactly this can be written.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.base import Ground, ground_for
from nhimbe_migrations.authoring.compose.commands import d1_commands, d1_manual_steps, mongodb_commands
from nhimbe_migrations.authoring.compose.composed import Body
from nhimbe_migrations.authoring.compose.file_names import file_name
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.compose.saved_drafts import keep
from nhimbe_migrations.authoring.compose.types_file import Shaped, shape_types
from nhimbe_migrations.authoring.result.file_diffs import changed_files, text_change
from nhimbe_migrations.authoring.result.finding_order import grouped
from nhimbe_migrations.authoring.result.report import Command, Report
from nhimbe_migrations.workspace.changes.change_set import FileChange

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Desk

__all__ = ["Proposal", "draft", "propose"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A migration worked out: the report, and the files that would land."""

    request: MigrationRequest
    report: Report
    changes: tuple[FileChange, ...]
    text: str
    """The migration itself."""
    base: Mapping[str, str | None]
    """Path → content of every file that the proof rests on."""


def draft(desk: Desk, request: MigrationRequest) -> Report:
    """Prove what `request` asks for and return the report, with a handle unless it is refused.

    Raises:
        ArgumentError: the request cannot be, whatever the proof says.
    """
    proposal = propose(desk, request)
    return proposal.report if proposal.report.refused else keep(desk, proposal)


def propose(desk: Desk, request: MigrationRequest, *, number: str | None = None) -> Proposal:
    """Work the migration out for `number` (default: the one it replaces, else the next free one)."""
    ground = ground_for(desk, request.replace)
    number = number or ground.number or desk.next_number().number
    path = posixpath.join(desk.repository.layout.migrations, file_name(number, request.description, request.target))
    body = _body(desk, request, ground, number, path)
    shaped = shape_types(desk, ground.types, body.shapes, request) if request.sync else Shaped(ground.types, ())
    changes = _file_changes(desk, ground, path, body, shaped)
    findings = grouped((*body.findings, *shaped.findings))
    refused = any(finding.severity == "error" for finding in findings)
    report = Report(
        number=number,
        file=path,
        written=False,
        files=changed_files(changes),
        findings=findings,
        verification=body.verification,
        commands=_commands(desk, request, path, body),
        manual_steps=_manual_steps(desk, request, path, body),
        refused=refused or None,
        root=desk.root,
    )
    return Proposal(request, report, changes, body.text, ground.on_disk)


def _body(desk: Desk, request: MigrationRequest, ground: Ground, number: str, path: str) -> Body:
    if request.target == "d1":
        from nhimbe_migrations.authoring.compose.d1 import d1_body

        return d1_body(desk, request, schema_text=ground.schema, number=number, path=path)
    from nhimbe_migrations.authoring.compose.mongodb import mongodb_body

    return mongodb_body(desk, request, replaced=ground.file, number=number, path=path)


def _file_changes(desk: Desk, ground: Ground, path: str, body: Body, shaped: Shaped) -> tuple[FileChange, ...]:
    layout = desk.repository.layout
    on_disk = ground.on_disk
    pairs: list[tuple[str, str | None, str | None]] = [(path, on_disk.get(path), body.text)]
    if ground.file and ground.file != path:
        pairs.append((ground.file, on_disk[ground.file], None))
    schema = ground.schema if body.schema_text is None else body.schema_text
    pairs.append((layout.schema, on_disk[layout.schema], schema or None))
    if layout.types:
        pairs.append((layout.types, on_disk[layout.types], shaped.text))
    return tuple(text_change(path, before, after) for path, before, after in pairs if before != after)


def _commands(desk: Desk, request: MigrationRequest, path: str, body: Body) -> tuple[Command, ...]:
    if request.target == "d1":
        return d1_commands(desk.repository, path, loses_rows=body.loses_rows)
    return mongodb_commands(desk.repository, path)


def _manual_steps(desk: Desk, request: MigrationRequest, path: str, body: Body) -> tuple[str, ...]:
    steps = d1_manual_steps(desk.repository, path) if request.target == "d1" else ()
    return (*body.manual_steps, *steps)
