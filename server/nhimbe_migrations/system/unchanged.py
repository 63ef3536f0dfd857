"""What was made of files, kept while the files stay as they are.

A file is the same while its two times (of the content, and of anything about it), its size and its place on the disk are. A
file that was written a moment ago is looked into again: a second write within the grain of the clock by which the file
system stamps times would leave the same ones behind.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from nhimbe_migrations.system.kept import Kept

__all__ = ["Listing", "Unchanged", "listing_of", "settled", "sign_of"]

_Value = TypeVar("_Value")
_Sign = tuple[int, int, int, int, int]

_GRAIN = 50_000_000
"""Nanoseconds: well above the tick by which file systems stamp times (4–10 ms)."""
_COARSE_GRAIN = 2_100_000_000
"""For times without a fraction: the file system may know whole seconds only, or pairs of them (FAT)."""


def settled(times: Iterable[int], now: int) -> bool:
    """Say whether times of change (ns) are all so old that another change would show in them."""
    return all(moment < now - (_COARSE_GRAIN if moment % 1_000_000_000 == 0 else _GRAIN) for moment in times)


class Unchanged(Generic[_Value]):
    """Values made of one file each; those not asked for the longest go as soon as all weigh more than `most`."""

    def __init__(self, most: int, weight: Callable[[_Value], int]) -> None:
        self._kept: Kept[tuple[str, Hashable, _Sign], _Value] = Kept(most, weight)

    def get(
        self,
        path: Path | str,
        make: Callable[[], _Value],
        *,
        seen: os.stat_result | None = None,
        also: Hashable = None,
        folder: bool = False,
    ) -> _Value:
        """Return what `make` makes of the file at `path`; from memory where the file is as it was then.

        Args:
            path: Absolute. What is made of a link, or of what is no file, is not kept.
            make: Reads the file, and raises what it will: that is not kept either.
            seen: How the file was found, itself and not what it links to, where somebody looked just now.
            also: What the value hangs on besides.
            folder: It is made of the names in a folder, of which the times change with each that comes or goes.
        """
        now = time.time_ns()
        try:
            state = seen or os.lstat(path)
        except (OSError, ValueError):
            return make()
        if not (stat.S_ISDIR if folder else stat.S_ISREG)(state.st_mode) or not settled(
            (state.st_mtime_ns, state.st_ctime_ns), now
        ):
            return make()
        return self._kept.get((str(path), also, sign_of(state)), make)


def sign_of(state: os.stat_result) -> _Sign:
    """Return what is another one as soon as a settled file is another one."""
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino, state.st_dev


@dataclass(frozen=True, slots=True)
class Listing:
    """The names in a folder, sorted; links are in neither."""

    folders: tuple[str, ...]
    files: tuple[str, ...]


def listing_of(folder: Path | str) -> Listing:
    """Return what is in `folder`, from memory where nothing came or went since; nothing where it cannot be read."""
    path = str(folder)
    try:
        return _listings.get(path, lambda: _listed(path), folder=True)
    except (OSError, ValueError):  # not kept: it may be readable the next time
        return Listing((), ())


def _listed(folder: str) -> Listing:
    folders, files = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif entry.is_file(follow_symlinks=False):
                files.append(entry.name)
    return Listing(tuple(sorted(folders)), tuple(sorted(files)))


_LISTED_BYTES = 8_000_000
_listings: Unchanged[Listing] = Unchanged(
    _LISTED_BYTES, lambda listing: 500 + 100 * (len(listing.folders) + len(listing.files))
)
