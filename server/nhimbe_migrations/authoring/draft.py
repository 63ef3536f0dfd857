"""Draft: prove a migration, work out every file that changes with it, and save_draft the result under a handle.

Nothing in the repository changes. The order is the product's promise: the text, its proof, the files that follow
from the proof, the findings, and only then a handle with which exactly this can be written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.code.assessment import Assessment, joined
from nhimbe_migrations.authoring.compose.base import BaseState, base_state_for
from nhimbe_migrations.authoring.compose.near_duplicates import near_duplicates, unheard_of
from nhimbe_migrations.authoring.compose.proposal import Proposal
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.compose.saved_drafts import save_draft
from nhimbe_migrations.authoring.compose.types_file import Shaped, shape_types
from nhimbe_migrations.authoring.derive.spell_out import spell_out
from nhimbe_migrations.authoring.result.file_diffs import changed_files, text_change
from nhimbe_migrations.authoring.result.finding_order import files_once, grouped, worth_telling
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.authoring.stores.part import Part, commands_and_steps, compose_parts, joint_verification
from nhimbe_migrations.authoring.stores.schema_owners import demand_place
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.system import steps
from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.history.drizzle import new_records, renamed_records

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["OnProposal", "draft", "propose"]


OnProposal = Callable[[Proposal], None]
"""Told what a draft came to, with what its report leaves out."""


def draft(project: Project, request: MigrationRequest, *, on_proposal: OnProposal | None = None) -> Report:
    """Prove what `request` asks for and return the report, with a handle unless it is refused.

    Raises:
        ArgumentError: the request cannot be, whatever the proof says.
    """
    proposal = propose(project, request.of(project.database))
    if on_proposal is not None:
        on_proposal(proposal)
    return proposal.report if proposal.report.refused else save_draft(project, proposal)


def propose(project: Project, request: MigrationRequest, *, number: str | None = None) -> Proposal:
    """Work the migration out for `number` (default: the one it replaces, else the next free one).

    A plan over both stores takes `number` and the one after it.
    """
    with project.as_found():
        return _propose(project, request, number)


def _propose(project: Project, request: MigrationRequest, number: str | None) -> Proposal:
    if "d1" in request.targets:
        demand_place(project)
    steps.expect("d1" in request.targets)  # the code's queries, which follow the proof
    base_state = base_state_for(project, request)
    number = number or base_state.number or project.next_number(len(request.targets)).number
    spelt = spell_out(project, request, base_state)
    parts = compose_parts(project, spelt, base_state, number)
    shapes = tuple(shape for part in parts for shape in part.body.shapes)
    shaped = shape_types(project, base_state.types, shapes, request) if request.sync else Shaped(base_state.types, ())
    changes = _file_changes(project, base_state, parts, shaped)
    near = [*near_duplicates(project, request, shapes)]
    near += [
        item for part in parts if part.target == "mongodb" for item in unheard_of(project, request, part.body.text)
    ]
    looked = _assessed(project, request, base_state, parts)
    told = worth_telling((*looked.findings, *shaped.findings, *near, *_against(project, request, looked)))
    findings = grouped(files_once(told, project.unusable_files()))
    refused = any(finding.severity == "error" for finding in findings)
    commands, manual_steps = commands_and_steps(project, parts)
    report = Report(
        number=number,
        file=parts[0].path,
        written=False,
        files=changed_files(changes),
        findings=findings,
        verification=joint_verification(parts),
        uses=looked.uses,
        deploy=looked.deploy,
        cost=looked.cost,
        commands=tuple(item for item in commands if not refused or item.looks_first),
        manual_steps=(*manual_steps, *_next_steps(request)),
        diagram=next((part.body.diagram for part in parts if part.body.diagram), None),
        refused=refused or None,
        root=project.root,
        database=project.database,
    )
    text = "\n".join(part.body.text for part in parts)
    states = next((part.body.states for part in parts if part.body.states), None)
    stakes = tuple(stake for part in parts for stake in part.body.stakes)
    migrations = tuple(part.path for part in parts)
    return Proposal(request, report, changes, text, base_state.on_disk, migrations, states, stakes)


def _assessed(project: Project, request: MigrationRequest, base_state: BaseState, parts: Sequence[Part]) -> Assessment:
    found = tuple(finding for part in parts for finding in part.body.findings)
    part = next((part for part in parts if part.target == "d1"), None)
    of_documents = _of_documents(project, request, parts)
    if part is None or not part.body.verification.applied:
        return replace(of_documents, findings=found)
    from nhimbe_migrations.authoring.deploy.assess import assess_d1

    of_rows = assess_d1(project, part.body.text, found, without=part.replaced, schema=base_state.schema)
    return joined(of_documents, of_rows)


def _of_documents(project: Project, request: MigrationRequest, parts: Sequence[Part]) -> Assessment:
    part = next((part for part in parts if part.target == "mongodb"), None)
    if part is None:
        return Assessment()
    from nhimbe_migrations.authoring.deploy.assess import assess_mongodb

    return assess_mongodb(
        project, part.body.text, part.path, request.changes, before=part.replaced, strategy=request.strategy
    )


def _file_changes(
    project: Project, base_state: BaseState, parts: Sequence[Part], shaped: Shaped
) -> tuple[FileChange, ...]:
    layout = project.repository.layout
    on_disk = base_state.on_disk
    pairs: list[tuple[str, str | None, str | None]] = []
    for part in parts:
        pairs.append((part.path, on_disk.get(part.path), part.body.text))
        if part.replaced and part.replaced != part.path:
            pairs.append((part.replaced, on_disk[part.replaced], None))
        if part.target == "d1":
            pairs += _records(project, base_state, part)
    # A replaced migration's part of schema.sql is taken back; a file that is not there is not made.
    gone = on_disk[layout.schema] is None or (base_state.file is not None and not base_state.schema)
    taken_back = None if gone else base_state.schema
    synced = next((part.body.schema_text for part in parts if part.body.schema_text is not None), None)
    pairs.append((layout.schema, on_disk[layout.schema], taken_back if synced is None else synced))
    if layout.types:
        pairs.append((layout.types, on_disk[layout.types], shaped.text))
    return tuple(text_change(path, before, after) for path, before, after in pairs if before != after)


def _against(project: Project, request: MigrationRequest, looked: Assessment) -> Iterable[Finding]:
    if request.strategy != "contract":
        return ()
    from nhimbe_migrations.authoring.derive.old_names import against_contract

    return against_contract(project, request, looked)


def _records(project: Project, base_state: BaseState, part: Part) -> Iterator[tuple[str, str | None, str | None]]:
    """What a generator keeps beside the migration: drizzle-kit's journal and snapshot."""
    if part.replaced is None:
        now = int(datetime.now(UTC).timestamp() * 1000)
        records = new_records(project.repository, part.path, base_state.on_disk, now=now)
    else:
        records = renamed_records(project.repository, part.replaced, part.path)
    yield from ((path, before, after) for path, (before, after) in records.items())


def _next_steps(request: MigrationRequest) -> Iterable[str]:
    if request.strategy == "direct":
        return ()
    from nhimbe_migrations.authoring.derive.strategy import next_steps

    return next_steps(request)
