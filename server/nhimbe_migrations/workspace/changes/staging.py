"""Where a file waits, whole and flushed, until one rename puts it in its place – out of sight.

The waiting room must be on the file system of the target, since a rename does not cross one, and must not be seen:
an editor, `git status` or wrangler would take a half-written migration for one. So, in this order: the git folder,
which is nearly always on the work tree's file system and which git hides; the state folder; and only where neither
is, the target's own folder under a hidden name, for the moment of the write. (O_TMPFILE with linkat leaves no name
at all, but cannot replace a file, and exists on Linux only.)
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.workspace.changes.filesystem import Disk, OpenFolder
from nhimbe_migrations.workspace.repository.git_dir import find_git

__all__ = ["Staging"]

_LONGEST = 50
"""Code points of a name that its hidden stand-in repeats: no file system's limit is in reach."""
_OURS = re.compile(r"[0-9a-f]{12}-\d+-(?:before|after|gone)")
"""What waits in a room. Nothing else there is ever taken away: a folder of that name may be somebody else's, or a link."""


class Staging:
    """The waiting rooms of one change set."""

    def __init__(self, state: Path, root: Path, set_id: str, disk: Disk) -> None:
        self._disk = disk
        self._id = set_id
        git = find_git(root)
        self._rooms = [*([git.common / "nhimbe-migrations"] if git else []), state / "staged"]
        self.beside_only = False
        """The rooms have turned out to be of no use: files wait beside their targets."""

    @contextmanager
    def hold(self, target: OpenFolder, index: int, name: str, side: str = "after") -> Iterator[tuple[OpenFolder, str]]:
        """Give the folder and the name under which change `index`, the file `name` of `target`, may wait.

        What it was before and what it will be after wait side by side.
        """
        room = self._room_beside(target)
        if room is None:
            yield target, self._hidden(name)
            return
        with self._disk.folder(room.parent, room.name) as place:
            yield place, f"{self._id}-{index}-{side}"

    def keep(self, target: OpenFolder, index: int, name: str) -> None:
        """Let the file that is there now wait as well, by a second name: going back to it then needs no room."""
        if self.hidden_in_target(target):
            return
        with self.hold(target, index, name, "before") as (place, waiting), suppress(OSError):
            self._disk.link(target, name, place, waiting)

    def put(
        self, target: OpenFolder, index: int, name: str, data: bytes, *, mode: int | None, side: str = "after"
    ) -> None:
        """Let `data` wait; what waited there before goes."""
        with self.hold(target, index, name, side) as (place, waiting):
            with suppress(FileNotFoundError):
                self._disk.unlink(place, waiting)
            self._disk.write(place, waiting, data, mode)
            self._disk.own_as(place, waiting, target, name)

    def drop_hidden(self, target: OpenFolder, name: str) -> None:
        """Take away what waits, or waited before a crash, beside its target."""
        self._disk.unlink(target, self._hidden(name))

    def hidden_in_target(self, target: OpenFolder) -> bool:
        """Say whether files would wait in the target's own folder."""
        return self._room_beside(target) is None

    def clear(self) -> None:
        """Empty the waiting rooms. Only the holder of the lock may: whatever waits there is a dead writer's."""
        for room in self._rooms:
            if room.is_symlink():
                continue
            with suppress(OSError, PathError), self._disk.folder(room.parent, room.name) as place:
                for name in self._disk.names(place):
                    if _OURS.fullmatch(name):
                        self._disk.unlink(place, name)
            with suppress(OSError):
                room.rmdir()

    def _hidden(self, name: str) -> str:
        return f".{name[:_LONGEST]}.{self._id}.tmp"

    def _room_beside(self, target: OpenFolder) -> Path | None:
        if self.beside_only:
            return None
        device = (os.fstat(target.handle) if target.handle is not None else Path(target.path).stat()).st_dev
        for room in self._rooms:
            with suppress(OSError):
                if room.parent.stat().st_dev == device and not room.is_symlink():
                    room.mkdir(mode=0o700, exist_ok=True)
                    return room
        return None
