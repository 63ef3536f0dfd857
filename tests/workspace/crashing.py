"""Kills a writer at every step of a change set, and says what a reader finds afterwards. Run as a program.

Each writer is a forked process that dies by SIGKILL at its step: nothing of Python's own clearing up runs.
Prints one JSON line per kill.
"""

import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.changes.filesystem import Disk
from nhimbe_migrations.workspace.changes.journal import applied_sets, apply, recover, undo
from nhimbe_migrations.workspace.changes.lock import repository_lock
from nhimbe_migrations.workspace.changes.state_dir import state_folder
from nhimbe_migrations.workspace.repository.repository import Repository, find_repository

MIGRATIONS = "worker/src/db/migrations"
CHANGES = [
    FileChange(f"{MIGRATIONS}/013_new.sql", None, b"-- Migration 013: new\n" * 50),
    FileChange("worker/src/db/schema.sql", b"CREATE TABLE a (id);\r\n", b"\xef\xbb\xbfCREATE TABLE b (id);\r\n" * 80),
    FileChange("worker/src/types.ts", b"export interface A {}\n", b"export interface B {}"),
    FileChange(f"{MIGRATIONS}/012_old.sql", b"-- old\n", None),
    FileChange("docs/new/folder/page.md", None, b"page\n"),
]


class Killing(Disk):
    """Dies at a step."""

    def __init__(self, at: int) -> None:
        self._left = at

    def step(self, what: str) -> None:  # noqa: ARG002 the disk names its steps
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


def write(repository: Repository, disk: Disk) -> None:
    with repository_lock(repository):
        apply(repository, CHANGES, label="write", disk=disk)


def take_back(repository: Repository, disk: Disk) -> None:
    with repository_lock(repository):
        undo(repository, disk=disk)


def settle(repository: Repository, disk: Disk) -> None:
    recover(repository, disk=disk)


def survives(work: Callable[[Repository, Disk], None], repository: Repository, at: int) -> bool:
    """Run `work` in a process that dies at step `at`; say whether it came to its end before."""
    child = os.fork()
    if child == 0:
        try:
            work(repository, Killing(at))
        except BaseException as error:  # noqa: BLE001 the child must not go on as the parent
            os.write(2, f"{error!r}\n".encode())
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        sys.exit(f"step {at}: the writer failed by itself")
    return os.WIFEXITED(status)


def files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def side(root: Path) -> str:
    now = files(root)
    sides = {name: all(now.get(each.path) == getattr(each, name) for each in CHANGES) for name in ("before", "after")}
    return next((name for name, holds in sides.items() if holds), "mixed")


def strangers(root: Path) -> list[str]:
    """Names that a person or git could see and that are none of ours."""
    seen = set()
    if (root / ".git").exists():
        printed = subprocess.run(
            ["git", "status", "--porcelain", "-z", "--untracked-files=all"], cwd=root, check=True, capture_output=True
        ).stdout
        seen = {row[3:].decode() for row in printed.split(b"\0") if row}
    return sorted((set(files(root)) | seen) - {each.path for each in CHANGES} - {"worker/wrangler.toml"})


def reset(root: Path, repository: Repository, to: str) -> None:
    """Put all files and the undo history where they were before the kill."""
    with repository_lock(repository):
        if to == "after" and side(root) == "before":
            apply(repository, CHANGES, label="write")
        if to == "before" and side(root) == "after":
            undo(repository)


def report(**row: object) -> None:
    sys.stdout.write(json.dumps(row) + "\n")


def kill_each_step(
    repository: Repository, work: Callable[[Repository, Disk], None], start: str, *, twice: bool
) -> None:
    root = repository.root
    for at in itertools.count():
        reset(root, repository, start)
        if survives(work, repository, at):
            report(kills=at, final=side(root), history=len(applied_sets(repository)))
            return
        between, seen = side(root), strangers(root)
        if twice:
            for again in itertools.count():
                if survives(settle, repository, again):
                    break
        with repository_lock(repository):
            pass
        leftovers = sorted(
            path.name for path in state_folder(repository).iterdir() if path.name not in {"lock", "applied"}
        )
        leftovers += [path.name for path in (root / ".git").glob("nhimbe*")]
        found = side(root)
        left = sorted(set(files(root)) - {each.path for each in CHANGES} - {"worker/wrangler.toml"})
        report(
            at=at, between=between, found=found, strangers=seen, left=left, leftovers=leftovers,
            history=len(applied_sets(repository)), folder=(root / "docs").exists(),
        )  # fmt: skip


def main() -> None:
    root, work, twice = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "twice"
    repository = find_repository(str(root), {})
    if work == "write":
        kill_each_step(repository, write, "before", twice=twice)
    else:
        kill_each_step(repository, take_back, "after", twice=twice)


if __name__ == "__main__":
    main()
