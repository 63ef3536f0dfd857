"""Questions whose answer hangs on commits and refs alone: git is asked once for each state of them.

The state is read off the disk: HEAD, packed and loose refs, reftable's list, the configuration, each by time, size and
place. What was written a moment ago is asked again, since a second write may leave the same time behind.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from nhimbe_migrations.system.kept import Kept
from nhimbe_migrations.system.unchanged import settled
from nhimbe_migrations.workspace.git.command import ask_git
from nhimbe_migrations.workspace.repository.git_dir import GitPlace

__all__ = ["ask_once"]

_MOST_REFS = 5_000
"""Loose refs that are looked at; where there are more, git is asked."""
_Stamp = tuple[tuple[str, int, int, int], ...]
_Key = tuple[Path, tuple[str, ...], bytes | None, _Stamp]
_KEPT_BYTES = 24_000_000
_answers: Kept[_Key, bytes] = Kept(_KEPT_BYTES, lambda answer: len(answer) + 1_000)


def ask_once(place: GitPlace, folder: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
    """Return what `git` prints in `folder`, of `place`; from memory where nothing that it could hang on has changed.

    Only for what reads commits and refs: neither index nor work tree.
    """
    now = time.time_ns()
    stamp = _stamp(place)
    if stamp is None or not settled((changed for _, changed, _, _ in stamp), now):
        return ask_git(folder, *arguments, given=given)
    try:
        return _answers.get((folder, arguments, given, stamp), lambda: _answered(folder, arguments, given))
    except _NoAnswer:
        return None


class _NoAnswer(Exception):  # noqa: N818 never leaves this module
    """Git is not there, or failed: nothing to keep."""


def _answered(folder: Path, arguments: tuple[str, ...], given: bytes | None) -> bytes:
    printed = ask_git(folder, *arguments, given=given)
    if printed is None:
        raise _NoAnswer
    return printed


def _stamp(place: GitPlace) -> _Stamp | None:
    """What git would read to answer, told by time, size and place; None where that is too much to look at."""
    found: list[tuple[str, int, int, int]] = []
    own, shared = str(place.folder), str(place.common)
    for path in (*(f"{own}/{name}" for name in _OWN), *(f"{shared}/{name}" for name in _SHARED)):
        try:
            found.append(_told(path, os.stat(path)))  # noqa: PTH116 asked many times in a call
        except OSError:
            continue
    for entry in _refs(str(place.common / "refs")):
        if len(found) > _MOST_REFS:
            return None
        found.append(entry)
    return tuple(found)


_OWN = ("HEAD", "reftable/tables.list")
_SHARED = ("packed-refs", "config", "shallow", "reftable/tables.list", "objects/info/alternates", "info/grafts")


def _refs(folder: str) -> Iterator[tuple[str, int, int, int]]:
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(current) as entries:
                for entry in entries:
                    state = entry.stat(follow_symlinks=False)
                    yield _told(entry.path, state)
                    if stat.S_ISDIR(state.st_mode):
                        waiting.append(entry.path)
        except OSError:
            continue


def _told(path: str, state: os.stat_result) -> tuple[str, int, int, int]:
    return path, state.st_mtime_ns, state.st_size, state.st_ino
