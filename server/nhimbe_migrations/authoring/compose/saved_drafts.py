"""Drafts between proof and write: load_draft outside the work tree under a handle, with the texts that the proof rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.result.proofs import Stake, Stakes
from nhimbe_migrations.authoring.result.report import Report, as_json
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.findings.accepted import Accepted
from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.changes.drafts import read_draft, store_draft

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.compose.proposal import Proposal
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["SavedDraft", "fingerprint", "load_draft", "save_draft"]


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft as it was proved."""

    request: MigrationRequest
    number: str
    text: str
    migrations: tuple[str, ...]
    changes: tuple[FileChange, ...]
    base: Mapping[str, str | None]
    """Path → fingerprint of the file's content then; None for a file that was not there."""
    report: Mapping[str, Any]
    states: str | None = None
    """The D1 databases that it was proved on (`States.key`)."""
    stakes: Stakes = ()
    """What loses rows on D1."""


def save_draft(project: Project, proposal: Proposal) -> Report:
    """Save the proposal; return its report with the handle in it."""
    handle = store_draft(
        project.repository,
        {
            "request": proposal.request.as_data(),
            "number": proposal.report.number,
            "text": proposal.text,
            "migrations": [*proposal.migrations],
            "changes": [[change.path, _text(change.before), _text(change.after)] for change in proposal.changes],
            "base": {path: fingerprint(text) for path, text in proposal.base.items()},
            "states": proposal.states,
            "stakes": as_json(proposal.stakes),
            "report": as_json(proposal.report),
        },
    )
    return replace(proposal.report, draft=handle)


def load_draft(project: Project, handle: str) -> SavedDraft:
    """Return the draft behind `handle`.

    Raises:
        ArgumentError: there is none, or it has expired.
    """
    data = read_draft(project.repository, handle)
    try:
        return _saved(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArgumentError(
            f"The draft {handle!r} cannot be read.",
            why="Another version of this program wrote it, or something else did.",
            way_out="Draft the migration again.",
        ) from error


def _saved(data: Mapping[str, Any]) -> SavedDraft:
    asked = dict(data["request"])
    asked["accept"] = tuple(Accepted(item["rule"], item["reason"]) for item in asked["accept"])
    asked["changes"] = tuple(asked["changes"])
    return SavedDraft(
        request=MigrationRequest(**asked),
        number=data["number"],
        text=data["text"],
        migrations=tuple(data.get("migrations", [data["report"]["file"]])),
        changes=tuple(FileChange(path, _bytes(before), _bytes(after)) for path, before, after in data["changes"]),
        base=data["base"],
        report=data["report"],
        states=data.get("states"),
        stakes=tuple(Stake(**stake) for stake in data.get("stakes", ())),
    )


def fingerprint(text: str | None) -> str | None:
    """Tell one content of a file from another; None for no file."""
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()
