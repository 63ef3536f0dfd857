"""The files of the history against a ledger: applied, pending, edited since, renumbered, missing."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from nhimbe_migrations.authoring.ledger.entries import Applied, Ledger
from nhimbe_migrations.workspace.git.file_changes import Commit, commits_in, renames_in
from nhimbe_migrations.workspace.git.queries import text_at

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.workspace.history.history import Migration

__all__ = ["FileStatus", "State", "compared"]

State = Literal["applied", "edited", "pending", "renumbered", "missing", "unknown"]
_NUMBER = re.compile(r"^v?\d+(?:[-_.]+\d+)*[-_.]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileStatus:
    """One file."""

    file: str
    state: State
    """`edited`: it has run, and its text is another one now. `renumbered`: it has run under another name, so the runner
    would run it again. `missing`: it has run, and there is no such file. `unknown`: nothing tells."""
    applied_at: str | None = None
    was: str | None = None
    """The name under which it ran."""
    why: str | None = None


def compared(project: Project, ledger: Ledger, target: Literal["d1", "mongodb"]) -> tuple[FileStatus, ...]:
    """Return every file of the history and of the ledger, in the order of the history."""
    files = [item for item in project.history().migrations if item.target == target]
    if ledger.pending is not None:
        return tuple(_from_pending(files, ledger.pending))
    ran = {_key(item.name): item for item in ledger.applied}
    waiting = [item for item in files if _key(item.name) not in ran]
    known = {_key(item.name) for item in files}
    gone = [item for item in ledger.applied if _key(item.name) not in known]
    moved = _moved(project, gone, waiting)
    last = max((at for at, item in enumerate(files) if _key(item.name) in ran), default=-1)
    commits = commits_in(project.repository, project.repository.layout.migrations) if ran else {}
    found: list[FileStatus] = []
    for at, item in enumerate(files):
        entry = ran.get(_key(item.name))
        if entry is not None:
            found.append(_applied(project, item, entry, commits.get(item.file, ())))
        elif item.name in moved:
            was = moved[item.name]
            why = "It ran under another name, so the runner would run it a second time."
            found.append(FileStatus(item.file, "renumbered", _said(was.at), posixpath.basename(was.name), why))
        else:
            late = "Later ones have run already; it would run after them." if at < last else None
            found.append(FileStatus(item.file, "pending", why=late))
    taken = {entry.name for entry in moved.values()}
    found += [
        FileStatus(entry.name, "missing", _said(entry.at), why="It has run, and there is no such file.")
        for entry in gone
        if entry.name not in taken
    ]
    return tuple(found)


def _from_pending(files: Sequence[Migration], pending: Sequence[str]) -> Iterator[FileStatus]:
    waiting = {_key(name) for name in pending}
    for item in files:
        yield FileStatus(item.file, "pending" if _key(item.name) in waiting else "applied")
    known = {_key(item.name) for item in files}
    for name in pending:
        if _key(name) not in known:
            yield FileStatus(name, "missing", why="The runner would apply it, and it is not in this checkout.")


def _key(name: str) -> str:
    """A file by its name alone, without the ending that a build changes (`.ts` ran as `.js`)."""
    return re.sub(r"\.[cm]?[jt]s$", "", posixpath.basename(name.replace("\\", "/")))


def _said(at: datetime | None) -> str | None:
    return None if at is None else at.strftime("%Y-%m-%d %H:%M:%S UTC")


def _moved(project: Project, gone: Sequence[Applied], waiting: Sequence[Migration]) -> Mapping[str, Applied]:
    """File name → the entry under whose name it ran: as git tells the rename, else by all that follows the number."""
    if not gone or not waiting:
        return {}
    by_name = {_key(item.name): item for item in gone}
    found: dict[str, Applied] = {}
    renames = renames_in(project.repository, project.repository.layout.migrations)
    for item in waiting:
        earlier = renames.get(item.file, ())
        entry = next((by_name[_key(name)] for name in earlier if _key(name) in by_name), None)
        if entry is None:
            alike = [old for old in gone if _title(old.name) == _title(item.name) and _title(old.name)]
            entry = alike[0] if len(alike) == 1 else None
        if entry is not None and entry not in found.values():
            found[item.name] = entry
    return found


def _title(name: str) -> str:
    return _NUMBER.sub("", _key(name)).lower()


def _applied(project: Project, item: Migration, entry: Applied, commits: Sequence[Commit]) -> FileStatus:
    status = FileStatus(item.file, "applied", _said(entry.at))
    text = project.migration_text(item)
    if entry.digest is not None:
        now = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
        if now == entry.digest:
            return status
        return replace(status, state="edited", why="Its text is not the one whose hash the runner kept.")
    why = _edited_since(project, item, text, entry.at, commits)
    return replace(status, state="edited", why=why) if why else status


def _edited_since(
    project: Project, item: Migration, text: str, at: datetime | None, commits: Sequence[Commit]
) -> str | None:
    """What git knows of edits after `at`; the first commit counts as how it ran where it was committed only later."""
    if at is None or not commits:
        return None
    before = [commit for commit in commits if commit.seconds <= at.timestamp()]
    then = before[0] if before else commits[-1]
    ran = text_at(project.repository, then.id, item.file)
    if ran is None or _same(ran, text):
        return None
    later = [commit.id[:10] for commit in commits if commit.seconds > then.seconds]
    how = f"in commit {later[-1]}" if later else "in the work tree"
    return f"It was edited {how} after it had run; what the edit says has not run."


def _same(one: str, other: str) -> bool:
    """Line endings are git's affair."""
    return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
