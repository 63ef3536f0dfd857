"""What a change set is on paper: its files before and after, as the journal and the undo history keep them."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.workspace.repository.paths import plain_path

__all__ = ["AppliedSet", "FileChange", "Record"]


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a change set."""

    path: str
    """From the top of the repository."""
    before: bytes | None
    """What must be on the disk now; None: no file."""
    after: bytes | None
    """What will be; None: no file."""
    mode: int | None = None
    """Permission bits of a file that is made; None: as usual. A file that is replaced keeps its own."""


@dataclass(frozen=True, slots=True)
class AppliedSet:
    """A change set that landed."""

    id: str
    label: str
    """What it was, for people: `write 013_add_themes.sql`."""
    meta: Mapping[str, Any]
    """What the caller kept with it; JSON."""
    changes: tuple[FileChange, ...]
    at: str = ""
    """When, ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class Record:
    """A change set with all that is needed to finish it, or to take it back, without whoever began it."""

    set: AppliedSet
    root: str
    """The work tree that it is for."""
    places: tuple[str, ...]
    """Path of each change below `root` with all symbolic links followed."""
    modes: tuple[int | None, ...]
    """Permission bits of each file that was there before."""
    new_folders: tuple[str, ...] = ()
    """Folders that the change set makes; outer ones first."""
    undoes: str | None = field(default=None)
    """Name of the record in the undo history that goes when this one lands."""

    def dump(self) -> bytes:
        """Return the record as the journal keeps it."""
        changes = [
            {"path": change.path, "before": _packed(change.before), "after": _packed(change.after), "mode": change.mode}
            for change in self.set.changes
        ]
        data = {
            "format": 1,
            "id": self.set.id,
            "label": self.set.label,
            "meta": dict(self.set.meta),
            "at": self.set.at,
            "changes": changes,
            "root": self.root,
            "places": self.places,
            "modes": self.modes,
            "new_folders": self.new_folders,
            "undoes": self.undoes,
        }
        return json.dumps(data, ensure_ascii=True).encode()

    @classmethod
    def load(cls, data: bytes) -> Record:
        """Read a record back.

        Raises:
            ValueError: it is none, or none that this program would have written.
        """
        try:
            return cls._checked(json.loads(data))
        except (KeyError, TypeError, AttributeError, RecursionError, PathError) as error:
            msg = f"no record of a change set: {error!r}"
            raise ValueError(msg) from error

    @classmethod
    def _checked(cls, read: Any) -> Record:  # noqa: ANN401 JSON
        changes = tuple(
            FileChange(plain_path(item["path"]), _unpacked(item["before"]), _unpacked(item["after"]), item["mode"])
            for item in read["changes"]
        )
        places, folders = tuple(map(plain_path, read["places"])), tuple(map(plain_path, read["new_folders"]))
        modes, undoes, root = tuple(read["modes"]), read["undoes"], read["root"]
        sound = (
            re.fullmatch(r"[0-9a-f]{12}", read["id"])
            and len(changes) == len(places) == len(modes)
            and all(mode is None or isinstance(mode, int) for mode in (*modes, *(change.mode for change in changes)))
            and (undoes is None or re.fullmatch(r"\d{12}-[0-9a-f]{12}\.json", undoes))
            and os.path.isabs(root)  # noqa: PTH117 a string is at hand
            and isinstance(read["label"], str)
        )
        if not sound:
            msg = "no record of a change set: a part of it is not what this program writes"
            raise ValueError(msg)
        made = AppliedSet(read["id"], read["label"], dict(read["meta"]), changes, str(read["at"]))
        return cls(made, root, places, modes, folders, undoes)


def _packed(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode("ascii")


def _unpacked(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
