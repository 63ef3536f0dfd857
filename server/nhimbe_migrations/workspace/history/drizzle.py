"""What drizzle-kit keeps beside its migrations, and what it keeps of a new one that was written by hand.

Sources, measured with drizzle-kit 0.31 and 1.0 (rc): up to 0.31 `meta/_journal.json` lists the files in their order, and
`meta/NNNN_snapshot.json` holds the schema after each; from 1.0 on each migration is a folder with `migration.sql` and
`snapshot.json`, and there is no journal. `generate --custom` copies the snapshot that came last, under a new id, since
only its own schema file changes a schema for it.
"""

from __future__ import annotations

import json
import posixpath
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.workspace.history.folder import Entry
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = [
    "JOURNAL",
    "Journal",
    "in_journal_order",
    "is_drizzle",
    "new_records",
    "read_journal",
    "record_files",
    "renamed_records",
]

JOURNAL = "meta/_journal.json"
"""From the migrations folder."""
_SNAPSHOT = "snapshot.json"


@dataclass(frozen=True, slots=True)
class Journal:
    """drizzle-kit's list of the migrations."""

    path: str
    text: str
    data: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of the files without their ending, in order."""
        return tuple(entry["tag"] for entry in self.entries)


def read_journal(repository: Repository) -> tuple[Journal | None, str | None]:
    """Return the journal of the migrations folder, and why it cannot be read; neither where there is none.

    Whatever stands in the file, nothing is raised for it.
    """
    path = f"{repository.layout.migrations}/{JOURNAL}"
    try:
        text = repository.read(path)
    except PathError as error:
        return None, error.what
    if text is None:
        return None, None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, f"it is no JSON ({error})"[:_SHOWN]
    entries = data.get("entries") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        return None, "its `entries` are not what drizzle-kit writes"
    ordered = tuple(sorted(entries, key=lambda entry: entry["idx"]))
    return Journal(path, text, data, ordered), None


_SHOWN = 200


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("tag"), str)
        and type(entry.get("idx")) is int
        and isinstance(entry.get("when", 0), int | float)
    )


def in_journal_order(ordered: list[tuple[int, Entry]], journal: Journal) -> list[tuple[int, Entry]]:
    """Return numbers and files in the order that drizzle-kit keeps; what it does not list comes last, as it stood."""
    places = {f"{tag}.sql": place for place, tag in enumerate(journal.tags)}
    last = len(places)
    kept = sorted(enumerate(ordered), key=lambda pair: (places.get(pair[1][1].name, last), pair[0]))
    legacy = 0
    renumbered = []
    for _, (number, entry) in kept:
        legacy += entry.number is None
        renumbered.append((legacy if entry.number is None else number, entry))
    return renumbered


def is_drizzle(repository: Repository, last: str | None) -> bool:
    """Say whether drizzle-kit keeps records of this history, whose last file is `last` (from the migrations folder)."""
    folder = repository.layout.migrations
    if read_journal(repository)[0] is not None:
        return True
    home = posixpath.dirname(last or "")
    return bool(home) and (repository.root / folder / home / _SNAPSHOT).is_file()


def record_files(repository: Repository, last: str | None) -> tuple[str, ...]:
    """Return the records that a new migration rests on: an edit of them meanwhile is a conflict."""
    folder = repository.layout.migrations
    journal, _ = read_journal(repository)
    if journal is not None:
        kept = _last_snapshot(repository, journal)
        return (journal.path, *((kept,) if kept else ()))
    home = posixpath.dirname(last or "")
    path = f"{folder}/{home}/{_SNAPSHOT}"
    return (path,) if home and (repository.root / path).is_file() else ()


def new_records(
    repository: Repository, path: str, on_disk: Mapping[str, str | None], *, now: int
) -> dict[str, tuple[str | None, str]]:
    """Return path → text before and after of what `generate --custom` writes beside a new migration.

    Args:
        repository: where the records are.
        path: the new migration, from the top of the repository.
        on_disk: the texts of `record_files`.
        now: milliseconds since 1970.
    """
    folder = repository.layout.migrations
    inner = path.removeprefix(f"{folder}/")
    journal, _ = read_journal(repository)
    if journal is None:
        before = next((text for name, text in on_disk.items() if posixpath.basename(name) == _SNAPSHOT and text), None)
        if before is None or "/" not in inner:
            return {}
        copied = _copied(before, inner)
        return {f"{folder}/{posixpath.dirname(inner)}/{_SNAPSHOT}": (None, copied)} if copied else {}
    tag = posixpath.splitext(inner)[0]
    last = journal.entries[-1] if journal.entries else {}
    entry = {
        "idx": last.get("idx", -1) + 1,
        "version": last.get("version", "6"),
        # drizzle's migrators run what is younger than the youngest that has run.
        "when": max(now, int(last.get("when", 0)) + 1),
        "tag": tag,
        "breakpoints": last.get("breakpoints", True),
    }
    data = {**journal.data, "entries": [*journal.entries, entry]}
    records: dict[str, tuple[str | None, str]] = {journal.path: (journal.text, _written_as(journal.text, data))}
    kept = _last_snapshot(repository, journal)
    text = on_disk.get(kept) if kept else None
    if kept and text and (copied := _copied(text, tag)):
        target = f"{folder}/{posixpath.dirname(JOURNAL)}/{_prefix(tag)}_{_SNAPSHOT}"
        records[target] = (text if target == kept else None, copied)
    return records


def renamed_records(repository: Repository, old: str, new: str) -> dict[str, tuple[str | None, str]]:
    """Return the journal with a file's new name, where the number in front of it stays."""
    folder = repository.layout.migrations
    journal, _ = read_journal(repository)
    tags = [posixpath.splitext(path.removeprefix(f"{folder}/"))[0] for path in (old, new)]
    if journal is None or tags[0] not in journal.tags:
        return {}
    entries = [{**entry, "tag": tags[1]} if entry["tag"] == tags[0] else entry for entry in journal.entries]
    after = _written_as(journal.text, {**journal.data, "entries": entries})
    return {journal.path: (journal.text, after)}


def _last_snapshot(repository: Repository, journal: Journal) -> str | None:
    """The snapshot of the migration that came last, or of the one before it that has one."""
    meta = posixpath.dirname(journal.path)
    for tag in reversed(journal.tags):
        path = f"{meta}/{_prefix(tag)}_{_SNAPSHOT}"
        if (repository.root / path).is_file():
            return path
    return None


def _prefix(tag: str) -> str:
    """The number or time in front of a tag; drizzle-kit configured without one names its snapshot `_snapshot.json`."""
    match = re.match(r"[0-9]+(?=_|$)", tag)
    return match[0] if match else ""


def _copied(text: str, name: str) -> str | None:
    """A snapshot under a new id, that names the one before it; None where it is none of drizzle-kit's."""
    try:
        data = json.loads(text)
        before = data["id"]
    except (ValueError, RecursionError, TypeError, KeyError):
        return None
    if not isinstance(before, str):
        return None
    own = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{before}/{name}"))
    if "prevIds" in data:
        return _written_as(text, {**data, "id": own, "prevIds": [before]})
    return _written_as(text, {**data, "id": own, "prevId": before})


def _written_as(text: str, data: Mapping[str, Any]) -> str:
    """JSON in the manner of the text that it takes the place of: its indentation, its line ends, its last line."""
    match = re.search(r"\n([ \t]+)\S", text)
    indent = match[1] if match else ("  " if "\n" in text else None)
    written = json.dumps(data, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    written = written.replace("\n", "\r\n") if "\r\n" in text else written
    return written + text[len(text.rstrip()) :]
