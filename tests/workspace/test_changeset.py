"""Change sets: all files or none, nothing lost, nothing outside the repository, each step back."""

import errno
import itertools
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nhimbe_migrations.errors import ConflictError, LockError, MigrationsError, PathError, RepositoryError
from nhimbe_migrations.workspace.changes.change_set import AppliedSet, FileChange
from nhimbe_migrations.workspace.changes.filesystem import Disk, OpenFolder
from nhimbe_migrations.workspace.changes.journal import applied_sets, apply, last_applied, undo
from nhimbe_migrations.workspace.changes.lock import repository_lock
from nhimbe_migrations.workspace.changes.state_dir import state_folder
from nhimbe_migrations.workspace.repository.repository import Repository
from workspace.checkouts import MIGRATIONS, SCHEMA, Checkout

NEW = f"{MIGRATIONS}/013_new.sql"


def _apply(repository: Repository, *changes: FileChange, disk: Disk | None = None, label: str = "write") -> AppliedSet:
    with repository_lock(repository):
        return apply(repository, changes, label=label, meta={"file": NEW}, disk=disk)


def _undo(repository: Repository) -> AppliedSet:
    with repository_lock(repository):
        return undo(repository)


def _edit(checkout: Checkout, path: str = SCHEMA, add: bytes = b"-- more\n") -> FileChange:
    now = (checkout.root / path).read_bytes()
    return FileChange(path, now, now + add)


def test_all_files_change_and_the_set_is_remembered(nhimbe: Checkout):
    repository = nhimbe.open()
    edit = _edit(nhimbe)
    done = _apply(repository, FileChange(NEW, None, b"SELECT 1;"), edit)
    assert (nhimbe.root / NEW).read_bytes() == b"SELECT 1;"
    assert (nhimbe.root / SCHEMA).read_bytes() == edit.after
    assert (last_applied(repository), applied_sets(repository)) == (done, [done])
    assert (done.label, done.meta, done.changes) == (
        "write",
        {"file": NEW},
        (FileChange(NEW, None, b"SELECT 1;"), edit),
    )


def test_several_steps_are_taken_back_byte_for_byte(nhimbe: Checkout):
    repository = nhimbe.open()
    states = [nhimbe.snapshot()]
    for number in range(13, 17):
        _apply(
            repository,
            FileChange(f"{MIGRATIONS}/{number:03d}_x.sql", None, bytes(range(256))),
            _edit(nhimbe, add=b"\r\n\xef\xbb\xbf" + bytes([number])),
            label=str(number),
        )
        states.append(nhimbe.snapshot())
    back = []
    while last_applied(repository):
        states.pop()
        back.append(_undo(repository).label)
        assert nhimbe.snapshot() == states[-1]
    assert back == ["16", "15", "14", "13"]
    with pytest.raises(ConflictError, match="nothing to undo"):
        _undo(repository)


def test_a_rename_and_its_undo_keep_the_permission_bits(nhimbe: Checkout):
    old, new = f"{MIGRATIONS}/012_step.sql", f"{MIGRATIONS}/013_step.sql"
    nhimbe.migration("012_step.sql")
    (nhimbe.root / old).chmod(0o751)
    text = (nhimbe.root / old).read_bytes()
    repository = nhimbe.open()
    _apply(repository, FileChange(old, text, None), FileChange(new, None, text, mode=0o751))
    assert (nhimbe.root / old).exists() is False
    assert stat.S_IMODE((nhimbe.root / new).stat().st_mode) == 0o751
    _undo(repository)
    assert stat.S_IMODE((nhimbe.root / old).stat().st_mode) == 0o751


def test_a_file_that_is_replaced_keeps_its_permission_bits(nhimbe: Checkout):
    (nhimbe.root / SCHEMA).chmod(0o640)
    _apply(nhimbe.open(), _edit(nhimbe))
    assert stat.S_IMODE((nhimbe.root / SCHEMA).stat().st_mode) == 0o640


def test_a_new_file_has_the_permission_bits_that_any_editor_would_give_it(nhimbe: Checkout):
    expected = stat.S_IMODE(nhimbe.write("by_hand").stat().st_mode)
    _apply(nhimbe.open(), FileChange(NEW, None, b""))
    assert stat.S_IMODE((nhimbe.root / NEW).stat().st_mode) == expected


def test_links_stay_links_and_their_targets_change(nhimbe: Checkout):
    (nhimbe.root / SCHEMA).rename(nhimbe.root / "real.sql")
    (nhimbe.root / SCHEMA).symlink_to("../../../real.sql")
    (nhimbe.root / MIGRATIONS).rename(nhimbe.root / "moved")
    (nhimbe.root / MIGRATIONS).symlink_to("../../../moved")
    _apply(nhimbe.open(), _edit(nhimbe), FileChange(NEW, None, b"x"))
    assert (nhimbe.root / SCHEMA).is_symlink()
    assert (nhimbe.root / "real.sql").read_bytes().endswith(b"-- more\n")
    assert (nhimbe.root / "moved/013_new.sql").read_bytes() == b"x"


def test_missing_folders_are_made_and_go_again(plain: Checkout):
    repository = plain.open()
    _apply(repository, FileChange("a/b/c/d.sql", None, b"x"), FileChange("a/b/e.sql", None, b"y"))
    assert plain.snapshot() == {"a/b/c/d.sql": b"x", "a/b/e.sql": b"y"}
    _undo(repository)
    assert list(plain.root.iterdir()) == []


def test_a_change_that_changes_nothing_is_left_out(nhimbe: Checkout):
    now = (nhimbe.root / SCHEMA).read_bytes()
    repository = nhimbe.open()
    assert _apply(repository, FileChange(SCHEMA, now, now)).changes == ()
    assert last_applied(repository) is None


def test_without_the_lock_nothing_is_written(nhimbe: Checkout):
    with pytest.raises(LockError, match="under the repository's lock"):
        apply(nhimbe.open(), [FileChange(NEW, None, b"")], label="x")


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        (FileChange(SCHEMA, b"something else", b""), ConflictError, "has changed since it was read"),
        (FileChange(SCHEMA, None, b""), ConflictError, "is there already"),
        (FileChange(NEW, b"gone", b""), ConflictError, "has changed since it was read"),
        (FileChange(f"{MIGRATIONS}/011_STEP.sql", None, b""), ConflictError, "cannot be made beside '011_step.sql'"),
        (FileChange("../out.sql", None, b""), PathError, "climbs"),
        (FileChange("/etc/nhimbe", None, b""), PathError, "absolute"),
        (FileChange(".git/hooks/post-commit", None, b""), PathError, r"\.git"),
        (FileChange(MIGRATIONS, None, b""), PathError, "is no file"),
        (FileChange("worker/wrangler.toml/x", None, b""), MigrationsError, "worker/wrangler.toml"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    nhimbe: Checkout, change: FileChange, kind: type[MigrationsError], message: str
):
    before = nhimbe.snapshot()
    with pytest.raises(kind, match=message):
        _apply(nhimbe.open(), FileChange("another.sql", None, b"x"), change)
    assert nhimbe.snapshot() == before


def test_two_new_names_that_differ_by_case_are_refused(nhimbe: Checkout):
    with pytest.raises(ConflictError, match="one file on some file systems"):
        _apply(nhimbe.open(), FileChange("a.sql", None, b"x"), FileChange("A.sql", None, b"y"))


def test_a_write_protected_file_is_refused(nhimbe: Checkout):
    (nhimbe.root / SCHEMA).chmod(0o444)
    with pytest.raises(PathError, match="write-protected"):
        _apply(nhimbe.open(), _edit(nhimbe), FileChange(NEW, None, b"x"))
    assert (nhimbe.root / NEW).exists() is False


class _Meanwhile(Disk):
    """Somebody else is at work at one step."""

    def __init__(self, step: int, act: Callable[[], object]) -> None:
        self._left, self._act = step, act

    def step(self, what: str) -> None:  # noqa: ARG002 the disk names its steps
        if self._left == 0:
            self._act()
        self._left -= 1


class _Counting(Disk):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def step(self, what: str) -> None:
        self.seen.append(what)


def _steps(nhimbe: Checkout) -> int:
    """How many steps the change set of these tests takes."""
    counting = _Counting()
    repository = nhimbe.open()
    _apply(repository, _edit(nhimbe), FileChange(NEW, None, b"x"), disk=counting)
    _undo(repository)
    return len(counting.seen)


def _append(path: Path) -> None:
    """As `>>` writes: into the file."""
    with path.open("ab") as file:
        file.write(b"-- mine\n")


def _save(path: Path) -> None:
    """As many editors write: a new file under the old name."""
    fresh = path.with_name("fresh")
    fresh.write_bytes(path.read_bytes() + b"-- mine\n")
    fresh.replace(path)


WRITERS = [
    _append,
    pytest.param(_save, marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges two files")),
]


@pytest.mark.parametrize("edit_it", WRITERS)
def test_an_edit_by_somebody_else_at_any_moment_is_never_lost_nor_mixed(
    nhimbe: Checkout, edit_it: Callable[[Path], None]
):
    schema, original = nhimbe.root / SCHEMA, (nhimbe.root / SCHEMA).read_bytes()
    outcomes = set()
    for at in range(_steps(nhimbe)):
        schema.write_bytes(original)
        (nhimbe.root / NEW).unlink(missing_ok=True)
        edit = _edit(nhimbe)
        meanwhile = _Meanwhile(at, partial(edit_it, schema))
        try:
            _apply(nhimbe.open(), edit, FileChange(NEW, None, b"x"), disk=meanwhile)
        except ConflictError:
            outcomes.add("refused")
            assert (schema.read_bytes(), (nhimbe.root / NEW).exists()) == (original + b"-- mine\n", False)
        else:
            outcomes.add("written")
            assert (schema.read_bytes(), (nhimbe.root / NEW).exists()) == ((edit.after or b"") + b"-- mine\n", True)
    assert outcomes == {"refused", "written"}


@pytest.mark.parametrize("edit_it", WRITERS)
def test_an_edit_of_a_file_that_is_being_moved_away_is_never_lost(nhimbe: Checkout, edit_it: Callable[[Path], None]):
    old, new = nhimbe.root / MIGRATIONS / "013_old.sql", nhimbe.root / MIGRATIONS / "014_old.sql"
    refused = 0
    for at in range(30):
        new.unlink(missing_ok=True)
        old.write_bytes(b"old\n")
        changes = (
            FileChange(f"{MIGRATIONS}/013_old.sql", b"old\n", None),
            FileChange(f"{MIGRATIONS}/014_old.sql", None, b"old\n"),
        )

        def meanwhile() -> None:
            if old.exists():
                edit_it(old)

        try:
            _apply(nhimbe.open(), *changes, disk=_Meanwhile(at, meanwhile))
        except ConflictError:
            refused += 1
            assert (old.read_bytes(), new.exists()) == (b"old\n-- mine\n", False)
        else:
            assert (old.exists(), new.read_bytes()) == (False, b"old\n")
    assert refused > 5


class _NoExchange(_Meanwhile):
    """A system that cannot exchange two files (macOS, Windows, some network file systems)."""

    def exchange(self, source: OpenFolder, name: str, target: OpenFolder, other: str) -> bool:  # noqa: ARG002 as the disk has it
        return False


def test_where_files_cannot_be_exchanged_what_is_written_into_one_is_not_lost_either(nhimbe: Checkout):
    schema, original = nhimbe.root / SCHEMA, (nhimbe.root / SCHEMA).read_bytes()
    outcomes = set()
    for at in range(_steps(nhimbe)):
        schema.write_bytes(original)
        edit = _edit(nhimbe)
        try:
            _apply(nhimbe.open(), edit, disk=_NoExchange(at, partial(_append, schema)))
        except ConflictError:
            outcomes.add(schema.read_bytes() == original + b"-- mine\n")
        else:
            outcomes.add(schema.read_bytes() in {edit.after, (edit.after or b"") + b"-- mine\n"})
    assert outcomes == {True}


class _TwoMounts(Disk):
    """One device, mounted twice: nothing moves from folder to folder."""

    def rename(self, source: OpenFolder, name: str, target: OpenFolder, new_name: str) -> None:
        self._stay(source, target)
        super().rename(source, name, target, new_name)

    def link(self, source: OpenFolder, name: str, target: OpenFolder, new_name: str) -> None:
        self._stay(source, target)
        super().link(source, name, target, new_name)

    def exchange(self, source: OpenFolder, name: str, target: OpenFolder, other: str) -> bool:
        self._stay(source, target)
        return super().exchange(source, name, target, other)

    def _stay(self, source: OpenFolder, target: OpenFolder) -> None:
        if {"worker"} & set(Path(source.path).parts) != {"worker"} & set(Path(target.path).parts):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))


def test_a_work_tree_on_a_mount_of_its_own_is_written_and_taken_back(nhimbe: Checkout):
    nhimbe.migration("012_old.sql", "old")
    before = nhimbe.snapshot()
    repository = nhimbe.open()
    gone = FileChange(f"{MIGRATIONS}/012_old.sql", b"old", None)
    _apply(repository, _edit(nhimbe), FileChange(NEW, None, b"x"), gone, disk=_TwoMounts())
    assert set(nhimbe.snapshot()) == {*before, NEW} - {gone.path}
    with repository_lock(repository):
        undo(repository, disk=_TwoMounts())
    assert nhimbe.snapshot() == before


def test_a_file_that_appears_under_the_new_name_at_any_moment_is_never_overwritten(nhimbe: Checkout):
    original = (nhimbe.root / SCHEMA).read_bytes()
    refused = 0
    for at in range(_steps(nhimbe)):
        (nhimbe.root / SCHEMA).write_bytes(original)
        (nhimbe.root / NEW).unlink(missing_ok=True)

        def meanwhile() -> None:
            try:
                with (nhimbe.root / NEW).open("xb") as file:
                    file.write(b"theirs")
            except FileExistsError:
                pass

        try:
            _apply(nhimbe.open(), _edit(nhimbe), FileChange(NEW, None, b"x"), disk=_Meanwhile(at, meanwhile))
        except ConflictError:
            refused += 1
            assert ((nhimbe.root / NEW).read_bytes(), (nhimbe.root / SCHEMA).read_bytes()) == (b"theirs", original)
        else:
            assert (nhimbe.root / NEW).read_bytes() == b"x"
    assert refused > 5


def _swap(place: Path, away: Path, target: Path) -> None:
    """Put a link to somewhere else where a folder or a file was."""
    if place.exists():
        place.rename(away)
    place.symlink_to(target)


@pytest.mark.parametrize("name", ["migrations", "db", "013_new.sql"])
def test_a_link_that_is_swapped_in_at_any_moment_leads_nothing_out(nhimbe: Checkout, tmp_path: Path, name: str):
    outside = tmp_path / "outside"
    for at in range(_steps(nhimbe)):
        (outside / "migrations").mkdir(parents=True, exist_ok=True)
        away = tmp_path / "away"
        place = next(path for path in (nhimbe.root / NEW, *(nhimbe.root / NEW).parents) if path.name == name)

        swap = partial(_swap, place, away, outside / "file" if name.endswith(".sql") else outside)
        with suppress(MigrationsError):
            _apply(nhimbe.open(), FileChange(NEW, None, b"x"), disk=_Meanwhile(at, swap))
        assert [path for path in outside.rglob("*") if path.is_file()] == []
        if place.is_symlink():
            place.unlink()
            if away.exists():
                away.rename(place)
        with repository_lock(nhimbe.open()):
            pass
        (nhimbe.root / NEW).unlink(missing_ok=True)


class _Full(Disk):
    """From one step on, the disk refuses: for once, or for every step that needs room."""

    def __init__(self, step: int, code: int, *, lasting: bool) -> None:
        self._left, self._code, self._lasting = step, code, lasting

    def step(self, what: str) -> None:
        self._left -= 1
        needs_room = what.startswith(("write", "flush", "make"))
        if self._left == -1 or (self._lasting and self._left < 0 and needs_room):
            raise OSError(self._code, os.strerror(self._code))


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO], ids=errno.errorcode.get)
def test_a_disk_that_refuses_at_any_step_leaves_all_or_nothing(nhimbe: Checkout, code: int, lasting: bool):
    before = nhimbe.snapshot()
    repository = nhimbe.open()
    for at in itertools.count():
        edit = _edit(nhimbe)
        failing = _Full(at, code, lasting=lasting)
        try:
            _apply(repository, edit, FileChange(NEW, None, b"x"), disk=failing)
        except RepositoryError:
            with repository_lock(repository):
                pass
        if nhimbe.snapshot() != before:
            assert ((nhimbe.root / SCHEMA).read_bytes(), (nhimbe.root / NEW).read_bytes()) == (edit.after, b"x")
            _undo(repository)
        assert nhimbe.snapshot() == before
        assert sorted(path.name for path in state_folder(repository).iterdir()) in (["applied", "lock"], ["lock"])
        if failing._left >= 0:
            break
    assert at > 15


def test_a_full_disk_is_named(nhimbe: Checkout):
    with pytest.raises(RepositoryError, match=r"No space left on device.*as they were"):
        _apply(nhimbe.open(), _edit(nhimbe), disk=_Full(1, errno.ENOSPC, lasting=True))


def test_no_name_of_a_half_written_file_can_be_seen_at_any_step(nhimbe: Checkout):
    allowed = {*nhimbe.snapshot(), NEW}
    seen = set()

    class Watching(Disk):
        def step(self, what: str) -> None:  # noqa: ARG002 the disk names its steps
            seen.update(nhimbe.snapshot())
            seen.update(row[3:] for row in nhimbe.git("status", "--porcelain", "-uall").splitlines())

    _apply(nhimbe.open(), _edit(nhimbe), FileChange(NEW, None, b"x"), disk=Watching())
    assert seen == allowed


def test_undo_is_refused_with_the_files_that_differ(nhimbe: Checkout):
    repository = nhimbe.open()
    _apply(repository, _edit(nhimbe), FileChange(NEW, None, b"x"))
    nhimbe.write(NEW, "edited")
    before = nhimbe.snapshot()
    with pytest.raises(ConflictError, match=rf"{NEW} differs from what it wrote"):
        _undo(repository)
    assert nhimbe.snapshot() == before
    nhimbe.write(NEW, "x")
    assert _undo(repository).label == "write"


def test_undo_is_refused_once_the_default_branch_has_it(nhimbe: Checkout):
    repository = nhimbe.open()
    _apply(repository, _edit(nhimbe), FileChange(NEW, None, b"x"))
    nhimbe.commit()
    with pytest.raises(ConflictError, match="committed on the default branch"):
        _undo(repository)


def test_undo_takes_back_a_new_file_beside_one_that_is_again_as_committed(nhimbe: Checkout):
    """A migration and the one that reverts it: the second leaves schema.sql as the default branch has it."""
    repository = nhimbe.open()
    nhimbe.commit()
    edit = _edit(nhimbe)
    assert edit.after is not None
    _apply(repository, edit, FileChange(NEW, None, b"x"))
    before = nhimbe.snapshot()
    again = FileChange(edit.path, edit.after, edit.before)
    _apply(repository, again, FileChange(f"{NEW}.2", None, b"y"))
    _undo(repository)
    assert nhimbe.snapshot() == before
    _apply(repository, again)
    with pytest.raises(ConflictError, match="committed on the default branch"):
        _undo(repository)


def test_undo_works_while_only_another_branch_has_it(nhimbe: Checkout):
    nhimbe.git("switch", "--quiet", "--create", "feature")
    repository = nhimbe.open()
    before = nhimbe.snapshot()
    _apply(repository, _edit(nhimbe), FileChange(NEW, None, b"x"))
    nhimbe.commit()
    _undo(repository)
    assert nhimbe.snapshot() == before


def test_undo_is_refused_when_the_remotes_default_branch_has_it(nhimbe: Checkout, tmp_path: Path):
    nhimbe.git("clone", "--quiet", str(nhimbe.root), str(tmp_path / "clone"))
    clone = Checkout(tmp_path / "clone")
    clone.git("switch", "--quiet", "--create", "feature")
    repository = clone.open()
    _apply(repository, FileChange(NEW, None, b"x"))
    nhimbe.write(NEW, "x")
    nhimbe.commit()
    clone.git("fetch", "--quiet")
    with pytest.raises(ConflictError, match="committed on the default branch"):
        _undo(repository)


def test_each_work_tree_takes_back_its_own(nhimbe: Checkout, tmp_path: Path):
    nhimbe.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    here, there = nhimbe.open(), nhimbe.open(tmp_path / "side")
    _apply(here, FileChange(NEW, None, b"here"), label="here")
    _apply(there, FileChange(NEW, None, b"there"), label="there")
    assert [_undo(here).label, _undo(there).label] == ["here", "there"]


def test_the_undo_history_has_an_end(plain: Checkout):
    repository = plain.open()
    for number in range(55):
        _apply(repository, FileChange(f"{number}.sql", None, b""), label=str(number))
    assert [each.label for each in applied_sets(repository)] == [str(number) for number in range(5, 55)]


def test_heavy_change_sets_make_room_sooner(plain: Checkout):
    repository = plain.open()
    for number in range(9):
        _apply(repository, FileChange(f"{number}.sql", None, bytes(3_000_000)), label=str(number))
    assert [each.label for each in applied_sets(repository)] == ["4", "5", "6", "7", "8"]


def test_a_folder_that_vanishes_at_any_moment_leaves_no_half(nhimbe: Checkout, tmp_path: Path):
    schema, original, folder, away = (
        nhimbe.root / SCHEMA,
        (nhimbe.root / SCHEMA).read_bytes(),
        nhimbe.root / MIGRATIONS,
        tmp_path / "away",
    )
    outcomes = set()
    for at in range(_steps(nhimbe)):
        schema.write_bytes(original)
        edit = _edit(nhimbe)
        try:
            _apply(nhimbe.open(), edit, FileChange(NEW, None, b"x"), disk=_Meanwhile(at, lambda: folder.rename(away)))
        except MigrationsError:
            outcomes.add("refused")
        else:
            outcomes.add("written")
        away.rename(folder)
        with repository_lock(nhimbe.open()):
            pass
        there = (schema.read_bytes(), (nhimbe.root / NEW).exists())
        assert there in {(original, False), (edit.after, True)}
        (nhimbe.root / NEW).unlink(missing_ok=True)
    assert outcomes == {"refused", "written"}


def test_a_journal_of_a_work_tree_that_is_gone_holds_nobody_up(nhimbe: Checkout, tmp_path: Path):
    nhimbe.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    there = nhimbe.open(tmp_path / "side")

    class StoppedError(Exception): ...

    def stop() -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        _apply(there, FileChange(NEW, None, b"x"), disk=_Meanwhile(9, stop))
    subprocess.run(["rm", "-rf", str(tmp_path / "side")], check=True)
    assert _apply(nhimbe.open(), FileChange(NEW, None, b"y")).label == "write"


PATHS = st.sampled_from(["a.sql", "b/c.sql", "b/d.ts", "b/e/f.md", "g"])
CONTENTS = st.none() | st.binary(max_size=20)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(PATHS, CONTENTS, min_size=1), min_size=1, max_size=4))
def test_whatever_is_written_can_be_taken_back(plain: Checkout, writes: list[dict[str, bytes | None]]):
    repository = plain.open()
    states = [plain.snapshot()]
    for write in writes:
        now = plain.snapshot()
        _apply(repository, *(FileChange(path, now.get(path), after) for path, after in write.items()))
        expected = {**now, **write}
        assert plain.snapshot() == {path: data for path, data in expected.items() if data is not None}
        if plain.snapshot() != now:
            states.append(plain.snapshot())
    while len(states) > 1:
        states.pop()
        _undo(repository)
        assert plain.snapshot() == states[-1]
