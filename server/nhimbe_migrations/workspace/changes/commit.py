"""Puts a change set in place so that a reader after any crash finds all of it or none of it.

The record of the change set, with every file before and after, is flushed to the state folder as `journal.json`
before the first file of the work tree changes; its rename into the undo history is the end. Whoever takes the lock
next and finds a journal finishes it – or, where a file is meanwhile neither as before nor as after, takes it back.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path

from nhimbe_migrations.errors import MigrationsError, RepositoryError, UnusableFileError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.workspace.changes.change_set import Record
from nhimbe_migrations.workspace.changes.filesystem import Disk, OpenFolder
from nhimbe_migrations.workspace.changes.replace_file import Put, Side, changed_under_us, put_file
from nhimbe_migrations.workspace.changes.staging import Staging
from nhimbe_migrations.workspace.changes.state_dir import JOURNAL, state_folder
from nhimbe_migrations.workspace.repository.git_dir import find_git
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["KEPT", "Transaction", "recover"]

KEPT = 50
"""Change sets that can be taken back."""
_BYTES = 20_000_000
"""Of the records of all of them; a long schema.sql stands in each. The newest few are kept whatever they weigh."""
_FEW = 5
_LARGEST_JOURNAL = 200_000_000
_RECORD = re.compile(r"\d{12}-[0-9a-f]{12}\.json")


def recover(repository: Repository, *, disk: Disk | None = None) -> None:
    """Settle what an interrupted writer left; the caller holds the lock.

    Raises:
        RepositoryError: neither finishing it nor taking it back works (read-only, full disk); it stays for next time.
    """
    state = state_folder(repository)
    disk = disk or Disk()
    if not (state / JOURNAL).is_file():
        (state / f"{JOURNAL}.new").unlink(missing_ok=True)
        if (state / "staged").is_dir() or (repository.git and (repository.git.common / "nhimbe-migrations").is_dir()):
            Staging(state, repository.root, "", disk).clear()
        return
    try:
        record = Record.load(read_regular(state / JOURNAL, within=None, most=_LARGEST_JOURNAL))
        if not _belongs(record, repository):
            raise ValueError("the journal is another repository's")  # noqa: TRY301 said below
    except (ValueError, UnusableFileError) as error:
        # It is renamed into place whole, so this is no crash of ours: out of the way, kept for whoever looks.
        (state / JOURNAL).replace(state / "journal.unreadable.json")
        kept = state / "journal.unreadable.json"
        sys.stderr.write(f"nhimbe-migrations: a journal was put aside unused as {kept}: {error}\n")
        return
    Transaction(state, record, disk).settle()


def _belongs(record: Record, repository: Repository) -> bool:
    """Say whether the journal is for this repository, or for another work tree of it."""
    if record.root == str(repository.root) or not Path(record.root).is_dir():
        return True
    there = find_git(Path(record.root))
    return there is not None and repository.git is not None and there.common == repository.git.common


class Transaction:
    """One record, and the work tree that it is for."""

    def __init__(self, state: Path, record: Record, disk: Disk) -> None:
        self.state, self.record, self.disk = state, record, disk
        self.root = Path(record.root)
        self.staging = Staging(state, self.root, record.set.id, disk)

    def commit(self) -> None:
        """Stage, journal, apply, and enter into the undo history.

        Raises:
            ConflictError: a file is not as the change set takes it to be; all are as they were.
            RepositoryError: the disk refuses; all are as they were.
        """
        try:
            self._stage()
            self._open()
            self._forward()
        except (OSError, MigrationsError) as error:
            self._take_back(error)
            raise self._refusal(error) if isinstance(error, OSError) else error from error
        # All files are in place. Where the history cannot be written now, the journal still says so.
        with suppress(OSError):
            self._close()

    def settle(self) -> None:
        """Finish what was interrupted, or take it back.

        Raises:
            RepositoryError: neither works.
        """
        if not self.root.is_dir():
            self._forget()
            return
        states = self._states()
        if "other" in states and "before" in states:
            self._take_back(changed_under_us("a file of it"))
            return
        # Where nothing is as before, all of it landed, and somebody may have gone on from there.
        if "before" in states:
            try:
                self._forward()
            except (OSError, MigrationsError) as error:
                self._take_back(error)
                return
        with suppress(OSError):
            self._close()

    def _stage(self) -> None:
        for index, change in enumerate(self.record.set.changes):
            with suppress(FileNotFoundError), self._folder(index) as (place, name):
                if change.before is not None:
                    self.staging.keep(place, index, name)
                if change.after is not None and not self.staging.hidden_in_target(place):
                    self.staging.put(place, index, name, change.after, mode=self._mode(index))

    def _open(self) -> None:
        with self.disk.folder(self.state) as place:
            self.disk.unlink(place, f"{JOURNAL}.new")
            self.disk.write(place, f"{JOURNAL}.new", self.record.dump(), 0o600)
            self.disk.rename(place, f"{JOURNAL}.new", place, JOURNAL)
            self.disk.flush(place)

    def _forward(self) -> None:
        for folder in self.record.new_folders:
            outer, _, name = folder.rpartition("/")
            with self.disk.folder(self.root, outer) as place:
                self.disk.make_folder(place, name)
        for index in range(len(self.record.places)):
            self._put(index, "after")

    def _back(self) -> None:
        for index in reversed(range(len(self.record.places))):
            if self._state(index) == "after":
                self._put(index, "before")
        for folder in reversed(self.record.new_folders):
            outer, _, name = folder.rpartition("/")
            with suppress(FileNotFoundError), self.disk.folder(self.root, outer) as place:
                self.disk.remove_folder(place, name)

    def _put(self, index: int, side: Side) -> None:
        """Bring one file to the wanted side from the other; nothing to do where it is there already."""
        change = self.record.set.changes[index]
        source, target = (change.before, change.after) if side == "after" else (change.after, change.before)
        with self._folder(index) as (place, name):
            put = Put(change.path, place, name, index, side, source, target, self._mode(index))
            put_file(self.disk, self.staging, put)

    def _take_back(self, error: Exception) -> None:
        """Undo a half-done application.

        Raises:
            RepositoryError: that fails as well; the journal stays, and the next lock entry tries again.
        """
        try:
            self._back()
            self._forget()
        except (OSError, MigrationsError) as second:
            raise RepositoryError(
                f"The change set {self.record.set.label!r} could neither be finished ({error}) nor undone ({second}).",
                why="Its journal is kept, and the next call tries again.",
                way_out="Check that the repository is writable and the disk has space.",
            ) from second

    def _close(self) -> None:
        """Enter the record into the undo history, which ends the journal; clear up."""
        self._drop_all_hidden()
        history = self.state / "applied"
        history.mkdir(mode=0o700, exist_ok=True)
        with self.disk.folder(self.state) as state, self.disk.folder(history) as applied:
            if self.record.undoes is not None:
                self.disk.unlink(applied, self.record.undoes)
                self.disk.unlink(state, JOURNAL)
            else:
                names = sorted(self.disk.names(applied))
                last = max((int(name[:12]) for name in names if name[:12].isdigit()), default=0)
                self.disk.rename(state, JOURNAL, applied, f"{last + 1:012d}-{self.record.set.id}.json")
                for old in _surplus(history):
                    self.disk.unlink(applied, old)
            self.disk.flush(applied)
            self.disk.flush(state)
        self.staging.clear()

    def _forget(self) -> None:
        """Drop the journal: nothing of the change set is in the work tree."""
        self._drop_all_hidden()
        with self.disk.folder(self.state) as place:
            for name in (JOURNAL, f"{JOURNAL}.new"):
                self.disk.unlink(place, name)
            with suppress(OSError):
                self.disk.flush(place)
        self.staging.clear()

    def _states(self) -> list[str]:
        return [self._state(index) for index in range(len(self.record.places))]

    def _state(self, index: int) -> str:
        """Is a file as `before`, as `after`, or as somebody else made it?"""
        change = self.record.set.changes[index]
        try:
            with self._folder(index) as (place, name):
                found = self.disk.read(place, name)
        except FileNotFoundError:
            found = None
        except MigrationsError:
            return "other"
        content = None if found is None else found[0]
        return "after" if content == change.after else "before" if content == change.before else "other"

    def _folder(self, index: int) -> _Opened:
        folder, _, name = self.record.places[index].rpartition("/")
        return _Opened(self.disk, self.root, folder, name)

    def _mode(self, index: int) -> int | None:
        mode = self.record.modes[index]
        return self.record.set.changes[index].mode if mode is None else mode

    def _drop_all_hidden(self) -> None:
        for index in range(len(self.record.places)):
            with suppress(OSError, MigrationsError), self._folder(index) as (place, name):
                self.staging.drop_hidden(place, name)

    def _refusal(self, error: OSError) -> RepositoryError:
        return RepositoryError(
            f"{self.record.set.label!r} could not be written: {error.strerror or error}.",
            why="All files are as they were.",
            way_out="Check that the repository and the state folder are writable and the disk has space.",
        )


def _surplus(history: Path) -> list[str]:
    """The oldest records, as far as they are too many or too heavy."""
    names = sorted((path.name for path in history.iterdir() if _RECORD.fullmatch(path.name)), reverse=True)
    room, kept = _BYTES, 0
    for name in names[:KEPT]:
        room -= (history / name).stat().st_size
        if room < 0 and kept >= _FEW:
            break
        kept += 1
    return names[kept:]


class _Opened:
    """The folder of a change, held open, with the file's name."""

    def __init__(self, disk: Disk, root: Path, folder: str, name: str) -> None:
        self._held, self._name = disk.folder(root, folder), name

    def __enter__(self) -> tuple[OpenFolder, str]:
        return self._held.__enter__(), self._name

    def __exit__(self, *trouble: object) -> bool | None:
        return self._held.__exit__(*trouble)  # type: ignore[arg-type]
