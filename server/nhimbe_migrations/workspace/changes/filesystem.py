"""The system calls of a change set, one method each, so that a test can stop the process between any two.

A folder of the work tree is opened step by step from the root without following a symbolic link, and held open:
who swaps a folder for a link afterwards changes a name, not the folder that is written to.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from nhimbe_migrations.errors import PathError

__all__ = ["Disk", "OpenFolder"]

_HOLDS_FOLDERS = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_LINKS_FOLLOW = os.link not in os.supports_follow_symlinks
"""Windows can only link what a link leads to; then there is no other way to ask for it."""
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """An open folder. Where the system cannot hold folders open (Windows), only its path."""

    path: str
    handle: int | None

    @contextmanager
    def named(self, name: str) -> Iterator[tuple[str, int | None]]:
        """What a system call takes for `name` in this folder: a path, and the folder that it counts from."""
        yield (os.path.join(self.path, name), None) if self.handle is None else (name, self.handle)  # noqa: PTH118


class Disk:
    """The real disk."""

    def step(self, what: str) -> None:
        """Called before each change of the disk. A test stops here; nothing else does anything."""

    @contextmanager
    def folder(self, root: Path, below: str = "") -> Iterator[OpenFolder]:
        """Hold the folder `below` the resolved `root` open.

        Raises:
            FileNotFoundError: it is not there.
            PathError: a part of it is a symbolic link, or no folder.
        """
        if not _HOLDS_FOLDERS:
            yield OpenFolder(str(root / below), None)
            return
        handle = os.open(root, _FOLDER)
        try:
            for part in below.split("/") if below else ():
                try:
                    inner = os.open(part, _FOLDER | _NO_FOLLOW, dir_fd=handle)
                except OSError as error:
                    if error.errno in {errno.ELOOP, errno.ENOTDIR, errno.EMLINK}:
                        raise PathError(
                            f"{below} has just become something else: {part!r} is a symbolic link, or no folder.",
                            way_out="Look at what changed it, and call again.",
                        ) from error
                    raise
                os.close(handle)
                handle = inner
            yield OpenFolder(str(root / below), handle)
        finally:
            os.close(handle)

    def read(self, place: OpenFolder, name: str) -> tuple[bytes, int] | None:
        """Return bytes and permission bits of a regular file; None where there is nothing.

        Raises:
            PathError: it is a symbolic link, a folder, or otherwise no file.
        """
        with place.named(name) as (path, base):
            try:
                handle = os.open(path, os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0), dir_fd=base)
            except FileNotFoundError:
                return None
            except OSError as error:
                if error.errno in {errno.ELOOP, errno.EMLINK, errno.EISDIR, errno.ENXIO}:
                    raise PathError(
                        f"{name} is a symbolic link or no file.", way_out="Look at what changed it."
                    ) from error
                raise
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            os.close(handle)
            raise PathError(f"{name} is no file.", way_out="Move it out of the way.")
        with open(handle, "rb") as file:  # noqa: PTH123 a handle is at hand
            return file.read(), stat.S_IMODE(mode)

    def names(self, place: OpenFolder) -> list[str]:
        """Return the names in a folder."""
        return os.listdir(place.path if place.handle is None else place.handle)  # noqa: PTH208 a handle is at hand

    def write(self, place: OpenFolder, name: str, data: bytes, mode: int | None = None) -> None:
        """Make a new file, whole and flushed.

        Raises:
            FileExistsError: there is one already.
        """
        self.step(f"write {name}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW
        with place.named(name) as (path, base):
            handle = os.open(path, flags, 0o666, dir_fd=base)
        with open(handle, "wb") as file:  # noqa: PTH123 a handle is at hand
            half = len(data) // 2
            file.write(data[:half])
            self.step(f"write the rest of {name}")
            file.write(data[half:])
            file.flush()
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(handle, mode)
            self.step(f"flush {name}")
            os.fsync(handle)

    def own_as(self, source: OpenFolder, name: str, target: OpenFolder, new_name: str) -> None:
        """Give a waiting file the owner of the one that it will replace; a new one, the group that its folder hands on.

        Where this process may not, the file is ours, as any editor would leave it.
        """
        if not hasattr(os, "chown"):
            return
        with target.named(new_name) as (path, base), source.named(name) as (waiting, room), suppress(OSError):
            try:
                there = os.stat(path, dir_fd=base, follow_symlinks=False)
                owner = (there.st_uid, there.st_gid)
            except FileNotFoundError:
                folder = os.fstat(base) if base is not None else Path(target.path).stat()
                if not folder.st_mode & stat.S_ISGID:
                    return
                owner = (-1, folder.st_gid)
            os.chown(waiting, *owner, dir_fd=room, follow_symlinks=False)

    def rename(self, source: OpenFolder, name: str, target: OpenFolder, new_name: str) -> None:
        """Move a file over whatever has the new name, in one step."""
        self.step(f"rename to {new_name}")
        with source.named(name) as (old, old_base), target.named(new_name) as (new, new_base):
            os.replace(old, new, src_dir_fd=old_base, dst_dir_fd=new_base)

    def exchange(self, source: OpenFolder, name: str, target: OpenFolder, other: str) -> bool:
        """Let two names change files, in one step; False where the system cannot."""
        from nhimbe_migrations.workspace.changes.renameat2 import exchange

        self.step(f"exchange with {other}")
        with source.named(name) as (old, old_base), target.named(other) as (new, new_base):
            return exchange(old, old_base, new, new_base)

    def link(self, source: OpenFolder, name: str, target: OpenFolder, new_name: str) -> None:
        """Give a file a second name, which must be free.

        Raises:
            FileExistsError: the name is taken.
        """
        self.step(f"link to {new_name}")
        with source.named(name) as (old, old_base), target.named(new_name) as (new, new_base):
            os.link(old, new, src_dir_fd=old_base, dst_dir_fd=new_base, follow_symlinks=_LINKS_FOLLOW)

    def unlink(self, place: OpenFolder, name: str) -> None:
        """Take a name away; fine where it is gone already."""
        self.step(f"unlink {name}")
        with place.named(name) as (path, base), suppress(FileNotFoundError):
            os.unlink(path, dir_fd=base)

    def make_folder(self, place: OpenFolder, name: str) -> None:
        """Make a folder; fine where it is there already."""
        self.step(f"make folder {name}")
        with place.named(name) as (path, base), suppress(FileExistsError):
            os.mkdir(path, dir_fd=base)

    def remove_folder(self, place: OpenFolder, name: str) -> None:
        """Take an empty folder away; one that is not empty stays."""
        self.step(f"remove folder {name}")
        with place.named(name) as (path, base), suppress(OSError):
            os.rmdir(path, dir_fd=base)

    def flush(self, place: OpenFolder) -> None:
        """Make the names of a folder last."""
        self.step("flush folder")
        if place.handle is not None:
            # Some network file systems cannot flush a folder; their server does.
            with suppress(OSError):
                os.fsync(place.handle)
