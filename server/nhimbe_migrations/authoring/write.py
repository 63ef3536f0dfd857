"""Write: land a proved migration with everything that follows from it, under the repository's lock.

A handle writes exactly what was proved, as long as the files that the proof rests on are as they were. Where they
are not, the request is proved again; it is written if the migration comes out the same but for its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.authoring.compose.proposal import Proposal
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.compose.saved_drafts import SavedDraft, fingerprint, load_draft
from nhimbe_migrations.authoring.draft import propose
from nhimbe_migrations.authoring.result.report import as_json
from nhimbe_migrations.authoring.result.rules import PROVED_AGAIN, RENUMBERED
from nhimbe_migrations.errors import ArgumentError, ConflictError, RefusedError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.system import steps
from nhimbe_migrations.text import diff_hunks
from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.changes.journal import AppliedSet, applied_sets, apply
from nhimbe_migrations.workspace.changes.lock import repository_lock

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["database_of", "write_draft", "write_request"]

ReportData = dict[str, Any]

_HEADER_NUMBER = re.compile(r"^((?:--|//) Migration) \d+", re.MULTILINE)


def database_of(project: Project, handle: str) -> tuple[str | None, bool]:
    """Return the database that a draft is for, None where the repository has one alone, and whether it is MongoDB's.

    Raises:
        ArgumentError: the handle is unknown.
    """
    request = load_draft(project, handle).request
    return request.database, request.target == "mongodb"


def write_draft(project: Project, handle: str, *, also_given: tuple[str, ...] = ()) -> ReportData:
    """Write the draft behind `handle` and return its report as data.

    Raises:
        ArgumentError: the handle is unknown, or other arguments stand beside it.
        ConflictError: the repository has moved on in a way that changes the migration.
        RefusedError: proved again, it is refused.
    """
    if also_given:
        raise ArgumentError(
            f"`draft` takes nothing beside it, such as {', '.join(also_given)}.",
            why="A handle writes exactly the text that was proved.",
            way_out="Pass the handle only, or draft again with the new arguments.",
        )
    with repository_lock(project.repository):
        draft = load_draft(project, handle)
        report = _landed(project, draft.request) or _write_kept(project, draft, handle)
        return _less_what_was_shown(report, draft)


def write_request(project: Project, request: MigrationRequest) -> ReportData:
    """Prove `request` and write it; a request that already landed is not written twice.

    Raises:
        RefusedError: an error stands against it.
    """
    with repository_lock(project.repository):
        own = request.of(project.database)
        return _landed(project, own) or _write(project, propose(project, own))


def _write_kept(project: Project, draft: SavedDraft, handle: str) -> ReportData:
    moved = [path for path, then in draft.base.items() if fingerprint(project.usable_text(path)) != then]
    for path in moved:
        # The draft was to change this file; the migration alone would be half of what was shown.
        if (unusable := project.unusable(path)) is not None:
            raise ConflictError(f"{path} changed since the draft. {unusable.message}", way_out=unusable.help)
    number = draft.number if draft.request.replace else project.next_number(len(draft.request.targets)).number
    if not moved and not draft.request.replace and draft.states not in (None, project.states().key):
        moved = ["The history"]  # a migration was edited or came, or git has another schema.sql
    if not moved and number == draft.number:
        return _land(project, draft.request, draft.changes, draft.migrations, {**draft.report, "draft": handle})
    again = propose(project, draft.request, number=number)
    if _but_for_number(again.text) == _but_for_number(draft.text):
        return _write(project, again, warnings=_why_again(draft.number, number, moved))
    raise ConflictError(
        f"{' and '.join(moved) or 'The history'} changed since the draft, and the migration comes out differently now.",
        why=diff_hunks(draft.text, again.text),
        way_out="Call draft_migration again and look at what changed.",
    )


def _write(project: Project, proposal: Proposal, warnings: tuple[Finding, ...] = ()) -> ReportData:
    report = proposal.report
    if report.refused:
        raise RefusedError(
            f"{report.file} is not written: fix or accept the errors below.",
            way_out="`accept` lets an acceptable one through, with a reason:",
            findings=report.findings,
        )
    data = as_json(report)
    data["findings"] = [*as_json(warnings), *data["findings"]]
    return _land(project, proposal.request, proposal.changes, proposal.migrations, data)


def _land(
    project: Project,
    request: MigrationRequest,
    changes: tuple[FileChange, ...],
    migrations: tuple[str, ...],
    report: Mapping[str, Any],
) -> ReportData:
    landed = {**report, "written": True}
    steps.begin("Writing the files")
    apply(
        project.repository,
        changes,
        label=f"write {' and '.join(migrations)}",
        meta={
            "request": request.key(),
            "file": report["file"],
            "files": [*migrations],
            "report": landed,
            **project.mark,
        },
    )
    return landed


def _less_what_was_shown(report: ReportData, draft: SavedDraft) -> ReportData:
    """Leave out what the draft's own answer has said already, word for word: diffs, findings, uses and pictures."""
    shown = {file["path"]: file["diff"] for file in draft.report["files"]}
    said = draft.report["findings"]
    files = [
        {name: value for name, value in file.items() if name != "diff" or value != shown.get(file["path"])}
        for file in report["files"]
    ]
    again = {name for name in _ONCE if report.get(name) == draft.report.get(name)}
    kept = {name: value for name, value in report.items() if name not in again}
    return {**kept, "files": files, "findings": [item for item in report["findings"] if item not in said]}


_ONCE = ("diagram", "cost", "uses", "deploy")


def _landed(project: Project, request: MigrationRequest) -> ReportData | None:
    """Return the report of an earlier, identical write whose migration still stands as it was written."""
    key = request.key()
    for applied in reversed(applied_sets(project.repository)):
        if applied.meta.get("request") == key and _still_stands(project, applied):
            return {**applied.meta["report"], "written": False}
    return None


def _still_stands(project: Project, applied: AppliedSet) -> bool:
    return all(_stands(project, applied, file) for file in applied.meta.get("files", [applied.meta["file"]]))


def _stands(project: Project, applied: AppliedSet, file: str) -> bool:
    written = next((change.after for change in applied.changes if change.path == file), None)
    now = project.usable_text(file)
    return written is not None and now is not None and now.encode() == written


def _but_for_number(text: str) -> str:
    return _HEADER_NUMBER.sub(r"\1", text)


def _why_again(then: str, now: str, moved: list[str]) -> tuple[Finding, ...]:
    renumbered = RENUMBERED.finding(
        f"Number {then} was taken meanwhile; the migration is {now} now, in name, header and report."
    )
    proved = PROVED_AGAIN.finding(f"{' and '.join(moved)} changed since the draft; it was proved again.")
    return (*((renumbered,) if then != now else ()), *((proved,) if moved else ()))
