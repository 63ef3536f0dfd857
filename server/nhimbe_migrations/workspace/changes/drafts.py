"""Drafts: what was proved and not yet written, kept under a short handle that its content gives."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from nhimbe_migrations.errors import ArgumentError, RepositoryError, UnusableFileError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.system.limits import SOURCE_BYTES
from nhimbe_migrations.workspace.changes.state_dir import state_folder
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["LIFETIME", "read_draft", "store_draft"]

LIFETIME = 24 * 3600
"""Seconds that a draft is kept."""
_OURS = re.compile(r"[0-9a-f]{10}\.(?:json|\d+\.\d+)")
_MOST = 200
"""Drafts that are kept; the oldest go first."""


def store_draft(repository: Repository, draft: Mapping[str, Any]) -> str:
    """Keep `draft`, JSON data, and return its handle: one content, one handle.

    Raises:
        RepositoryError: the state folder cannot be written.
    """
    content = json.dumps({"root": str(repository.root), "draft": draft}, sort_keys=True, ensure_ascii=True)
    handle = hashlib.sha256(content.encode()).hexdigest()[:10]
    folder = state_folder(repository) / "drafts"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _prune(folder)
        fresh = folder / f"{handle}.{os.getpid()}.{time.monotonic_ns()}"
        fresh.write_text(content, encoding="utf-8")
        fresh.replace(folder / f"{handle}.json")
    except OSError as error:
        raise RepositoryError(f"The draft cannot be kept: {error.strerror}.", way_out=f"Look at {folder}.") from error
    return handle


def read_draft(repository: Repository, handle: str) -> Mapping[str, Any]:
    """Return the draft of a handle.

    Raises:
        ArgumentError: there is no such draft, it expired, or it is another work tree's.
    """
    if re.fullmatch(r"[0-9a-f]{10}", handle):
        path = state_folder(repository) / "drafts" / f"{handle}.json"
        # Whatever else stands in a file of that name is no draft of ours.
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError, UnusableFileError):
            if time.time() - path.stat().st_mtime < LIFETIME:
                content = read_regular(path, within=path.parent.resolve(), most=SOURCE_BYTES * 4).decode()
                kept = json.loads(content)
                if kept["root"] == str(repository.root) and hashlib.sha256(content.encode()).hexdigest()[:10] == handle:
                    draft: Mapping[str, Any] = kept["draft"]
                    return draft
    raise ArgumentError(
        f"There is no draft {handle[:40]!r}.",
        why=f"Drafts are kept for {LIFETIME // 3600} hours, for the work tree that they were made in.",
        way_out=_others(repository, handle)
        or "Draft the migration again, or give write_migration what draft_migration takes.",
    )


def _others(repository: Repository, handle: str) -> str:
    """The drafts of this work tree that may be meant: one spelled nearly so, else the latest."""
    known: list[tuple[float, str]] = []
    with suppress(OSError):
        for path in (state_folder(repository) / "drafts").iterdir():
            with suppress(OSError, ValueError, KeyError, TypeError, RecursionError, UnusableFileError):
                when = path.stat().st_mtime
                if _OURS.fullmatch(path.name) and time.time() - when < LIFETIME:
                    kept = json.loads(read_regular(path, within=path.parent.resolve(), most=SOURCE_BYTES * 4))
                    if kept["root"] == str(repository.root):
                        known.append((when, path.stem))
    if not known:
        return ""
    from rapidfuzz.process import extractOne

    latest = max(known)[1]
    near = extractOne(handle, [name for _, name in known], score_cutoff=_ALIKE)
    return f"Did you mean {near[0]}?" if near else f"The latest draft here is {latest}."


_ALIKE = 70
"""Percent of the letters of a handle."""


def _prune(folder: Path) -> None:
    with os.scandir(folder) as entries:
        ours = (entry for entry in entries if _OURS.fullmatch(entry.name) and entry.is_file(follow_symlinks=False))
        aged = sorted(((entry.stat().st_mtime, entry.path) for entry in ours), reverse=True)
    oldest = time.time() - LIFETIME
    for position, (when, path) in enumerate(aged):
        if position >= _MOST or when < oldest:
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108 a string is at hand
