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
from pathlib import Path
from typing import Generic, TypeVar

from nhimbe_migrations.system.kept import Kept

__all__ = ["Unchanged", "settled"]

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
        self, path: Path | str, make: Callable[[], _Value], *, seen: os.stat_result | None = None, also: Hashable = None
    ) -> _Value:
        """Return what `make` makes of the file at `path`; from memory where the file is as it was then.

        Args:
            path: Absolute. What is made of a link, or of what is no file, is not kept.
            make: Reads the file, and raises what it will: that is not kept either.
            seen: How the file was found, itself and not what it links to, where somebody looked just now.
            also: What the value hangs on besides.
        """
        now = time.time_ns()
        try:
            state = seen or os.lstat(path)
        except (OSError, ValueError):
            return make()
        if not stat.S_ISREG(state.st_mode) or not settled((state.st_mtime_ns, state.st_ctime_ns), now):
            return make()
        sign = (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino, state.st_dev)
        return self._kept.get((str(path), also, sign), make)
