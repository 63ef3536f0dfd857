"""Git asked directly: one process for what needs one, and HEAD read from the disk without any.

Git runs without a shell, without prompting, without taking locks that others wait for, and without what a repository
may bring along for it to run: hooks, a file system monitor, filters, programs that show differences or check signatures.
A `.git/config` is as little ours as the rest of a checkout.
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from nhimbe_migrations.system.files import read_settings
from nhimbe_migrations.system.limits import SOURCE_BYTES
from nhimbe_migrations.system.programs import run_program
from nhimbe_migrations.workspace.repository.git_dir import GitPlace

__all__ = ["ask_git", "current_branch", "filters_off", "head_commit"]

_SECONDS = 20.0
_MUTE = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.quotePath=false",
    "log.showSignature=false",
    "diff.ignoreSubmodules=all",
    "submodule.recurse=false",
    "protocol.allow=never",
    # A folder that looks like a repository without a work tree is none that we were asked about.
    "safe.bareRepository=explicit",
)
"""Settings that keep git from running anything, whatever the repository's configuration says."""
_DROPPED = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS",
)  # fmt: skip
"""Set while a hook runs; they would send every question to the hook's own repository and index."""


def ask_git(
    folder: Path,
    *arguments: str,
    given: bytes | None = None,
    none_is_fine: bool = False,
    settings: Sequence[tuple[str, str]] = (),
) -> bytes | None:
    """Return what `git` prints in `folder`; None where it is not installed, fails, or never would.

    Args:
        folder: Where it runs.
        arguments: What stands behind `git`.
        given: Its input.
        none_is_fine: It says by the exit code 1 that it found nothing (`grep`).
        settings: Names and values that override the repository's.
    """
    if _holds_up(folder / ".git"):
        return None
    environment = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    environment |= {"GIT_ATTR_NOSYSTEM": "1", "GIT_CONFIG_COUNT": str(len(settings))}
    for position, (name, value) in enumerate(settings):
        environment |= {f"GIT_CONFIG_KEY_{position}": name, f"GIT_CONFIG_VALUE_{position}": value}
    command = ["git", "--no-pager", *(word for setting in _MUTE for word in ("-c", setting)), *arguments]
    try:
        done = run_program(
            command, folder=folder, seconds=_SECONDS, environment=environment, given=given, guarded=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.output if done.code in ((0, 1) if none_is_fine else (0,)) else None


def _holds_up(git: Path) -> bool:
    """Whether git would wait for ever, or read without end: a pipe or a device stands where it reads a file."""
    for name in _READ_BY_GIT:
        try:
            mode = (git / name).stat().st_mode
        except OSError:
            continue
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            return True
    return False


_READ_BY_GIT = (
    "HEAD", "config", "config.worktree", "index", "packed-refs", "shallow", "commondir", "info/exclude",
    "info/attributes", "info/grafts", "objects/info/alternates",
)  # fmt: skip


def filters_off(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return the settings that switch off every filter which the configuration names.

    Git runs them when it compares a file of the work tree with a commit, and no one switch turns them all off.
    """
    named = ask_git(folder, "config", "-z", "--name-only", "--get-regexp", r"^filter\.", none_is_fine=True) or b""
    drivers = {name.rpartition(".")[0] for name in named.decode("utf-8", "surrogateescape").split("\0") if name}
    return tuple(
        (f"{driver}.{key}", "false" if key == "required" else "")
        for driver in sorted(drivers)
        for key in ("clean", "smudge", "process", "required")
    )


def head_commit(place: GitPlace) -> str | None:
    """Return the commit at HEAD without a process; None before the first commit. With reftable, a stand-in for it."""
    if os.path.isfile(f"{place.common}/reftable/tables.list"):  # noqa: PTH113 asked many times in a call
        return _text(place.common / "reftable" / "tables.list", place.common) + _text(
            place.folder / "reftable" / "tables.list", place.folder
        )
    head = _text(place.folder / "HEAD", place.folder)
    if not head.startswith("ref:"):
        return head or None
    name = head.removeprefix("ref:").strip()
    return _text(place.common / name, place.common) or _packed_refs(place).get(name)


def current_branch(place: GitPlace) -> str | None:
    """Return the full name of the branch at HEAD (`refs/heads/main`); None where HEAD is detached."""
    if (place.common / "reftable").is_dir():
        printed = ask_git(place.top, "symbolic-ref", "--quiet", "HEAD")
        return printed.decode().strip() if printed else None
    head = _text(place.folder / "HEAD", place.folder)
    return head.removeprefix("ref:").strip() if head.startswith("ref:") else None


def _packed_refs(place: GitPlace) -> Mapping[str, str]:
    """Return the packed refs, name → object."""
    path = place.common / "packed-refs"
    try:
        state = path.stat()
    except OSError:
        return {}
    return _packed(path, state.st_mtime_ns, state.st_size, state.st_ino)


def _text(path: Path, within: Path) -> str:
    return (read_settings(path, within=within, most=SOURCE_BYTES) or "").strip()


@lru_cache(maxsize=4)
def _packed(path: Path, *_state: int) -> Mapping[str, str]:
    rows = (line.partition(" ") for line in _text(path, path.parent).splitlines() if line[:1] not in {"#", "^"})
    return {name: commit for commit, _, name in rows if name}
