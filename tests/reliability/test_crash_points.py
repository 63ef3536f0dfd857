"""Ten thousand deaths of a writer, each before one named step of its disk, over change sets that chance makes.

No clock and no signal takes part: the file layer raises what nobody catches, which leaves the disk as a kill would, and the
next call is made as by another process.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.changes.filesystem import Disk, OpenFolder
from nhimbe_migrations.workspace.changes.journal import applied_sets, apply, recover, undo
from nhimbe_migrations.workspace.changes.lock import repository_lock
from nhimbe_migrations.workspace.changes.state_dir import state_folder
from nhimbe_migrations.workspace.repository.repository import Repository, find_repository

POINTS = 10_000
FOLDERS = ("", "worker/src/db/migrations", "worker/src", "docs/new", "a/b/c/d")
NAMES = ("schema.sql", "types.ts", "013_x.sql", "\U0001f389 e\u0301.ts", "a b.md", ".hidden", "n" * 120)


class Dead(BaseException):
    """The process is no more."""


class Dying(Disk):
    """Dies before the step of a number; does not wait for the disk."""

    def __init__(self, at: int) -> None:
        self._left = at

    def step(self, what: str) -> None:
        if self._left == 0:
            raise Dead(what)
        self._left -= 1

    def flush(self, place: OpenFolder) -> None:  # noqa: ARG002 nothing waits for the disk
        self.step("flush folder")


def change_set(chance: random.Random) -> list[FileChange]:
    """One to five files that are made, replaced or taken away."""
    paths = {
        f"{folder}/{name}".lstrip("/")
        for folder, name in ((chance.choice(FOLDERS), chance.choice(NAMES)) for _ in range(chance.randrange(1, 6)))
    }
    changes = []
    for path in sorted(paths):
        before, after = chance.choice(((True, True), (False, True), (True, False), (True, True)))
        changes.append(
            FileChange(
                path,
                chance.randbytes(chance.randrange(3_000)) if before else None,
                chance.randbytes(chance.randrange(1, 3_000)) + b"\r\n" if after else None,
            )
        )
    return changes


def files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def lay_out(repository: Repository, changes: list[FileChange]) -> None:
    """Only what was there before, and no history."""
    for entry in repository.root.iterdir():
        if entry.name not in {".git", "wrangler.toml"}:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.rmtree(state_folder(repository))
    for change in changes:
        if change.before is not None:
            place = repository.root / change.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(change.before)


def deaths(repository: Repository, changes: list[FileChange], work: str, chance: random.Random) -> Iterator[str]:
    """Die at each step of the work in turn, the one that recovers too now and then; yield which side was found."""
    start, end = ("before", "after") if work == "apply" else ("after", "before")
    rest = {"wrangler.toml": b""}
    sides = {
        side: {change.path: data for change in changes if (data := getattr(change, side)) is not None} | rest
        for side in ("before", "after")
    }
    for at in itertools.count():
        lay_out(repository, changes)
        if work == "undo":
            with repository_lock(repository):
                apply(repository, changes, label="x", disk=Dying(-1))
        try:
            with repository_lock(repository):
                if work == "apply":
                    apply(repository, changes, label="x", disk=Dying(at))
                else:
                    undo(repository, disk=Dying(at))
        except Dead:
            pass
        else:
            assert files(repository.root) == sides[end]
            return
        if chance.random() < 0.3:
            try:
                recover(repository, disk=Dying(chance.randrange(12)))
            except Dead:
                yield "again"
        with repository_lock(repository):
            pass
        found = files(repository.root)
        side = next((side for side, wanted in sides.items() if found == wanted), None)
        assert side is not None, (work, at, sorted(found))
        assert len(applied_sets(repository)) == (side == "after"), (work, at)
        assert {path.name for path in state_folder(repository).iterdir()} <= {"lock", "applied"}, (work, at)
        assert not list((repository.root / ".git").glob("nhimbe*")), (work, at)
        yield "begun" if side == start else "done"


@pytest.mark.slow
def test_ten_thousand_deaths_leave_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    # What is tried is the order of the steps, not the disk's patience.
    monkeypatch.setattr("os.fsync", lambda _handle: None)
    chance, counts = random.Random(20261128), Counter[str]()
    repositories = []
    for name, git in (("plain", False), ("git", True)):
        root = tmp_path / name
        root.mkdir()
        (root / "wrangler.toml").touch()
        if git:
            (root / ".git" / "objects").mkdir(parents=True)
            (root / ".git" / "refs").mkdir()
            (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
        repositories.append(find_repository(str(root), {}))
    for turn in itertools.count():
        if counts["begun"] + counts["done"] + counts["again"] >= POINTS:
            break
        repository = repositories[turn % 2]
        changes = change_set(chance)
        works = ("apply", "undo") if repository.git is None else ("apply",)
        for work in works:
            counts.update(deaths(repository, changes, work, chance))
    assert min(counts["begun"], counts["done"], counts["again"]) >= 500, counts
