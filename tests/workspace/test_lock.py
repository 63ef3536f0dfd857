"""One writer at a time, whoever dies, whichever work tree."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nhimbe_migrations.errors import LockError, RepositoryError
from nhimbe_migrations.workspace.changes.lock import repository_lock
from nhimbe_migrations.workspace.changes.recover import recover
from nhimbe_migrations.workspace.changes.state_dir import state_folder
from nhimbe_migrations.workspace.history.history import read_history
from workspace import claiming
from workspace.checkouts import MIGRATIONS, SCHEMA, Checkout

HOLD = """
import sys
from nhimbe_migrations.workspace.repository.repository import find_repository
from nhimbe_migrations.workspace.changes.lock import repository_lock
with repository_lock(find_repository(sys.argv[1], {}), what="a long write"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def _holder(root: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_who_waits_in_vain_is_told_who_holds_it_and_for_what(checkout: Checkout):
    with _holder(checkout.root) as holder:
        refusal = rf"held by process {holder.pid} on .* since 20.*, for a long write"
        with pytest.raises(LockError, match=refusal), repository_lock(checkout.open(), timeout=0.05):
            pytest.fail("two hold it")


def test_a_killed_holder_holds_nothing(checkout: Checkout):
    with _holder(checkout.root) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with repository_lock(checkout.open(), timeout=1):
            pass


def test_work_trees_share_the_lock(nhimbe: Checkout, tmp_path: Path):
    nhimbe.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    with _holder(nhimbe.root), pytest.raises(LockError), repository_lock(nhimbe.open(tmp_path / "side"), timeout=0.05):
        pytest.fail("two hold it")


def test_other_repositories_do_not_wait(checkout: Checkout, plain: Checkout):
    with _holder(checkout.root), repository_lock(plain.open(), timeout=0.05):
        pass


def test_threads_of_one_process_wait_for_one_another(checkout: Checkout):
    repository, inside, most = checkout.open(), [], []

    def write() -> None:
        for _ in range(10):
            with repository_lock(repository):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 40


def test_a_lock_within_a_lock_is_refused_at_once(checkout: Checkout):
    repository = checkout.open()
    with (
        repository_lock(repository),
        pytest.raises(LockError, match="holds the repository already"),
        repository_lock(repository),
    ):
        pytest.fail("held twice")


def test_the_lock_is_free_after_an_error(checkout: Checkout):
    repository = checkout.open()
    with pytest.raises(ZeroDivisionError), repository_lock(repository):
        1 / 0  # noqa: B018
    with repository_lock(repository, timeout=0.05):
        assert (state_folder(repository) / "holder.json").is_file()
    assert not (state_folder(repository) / "holder.json").exists()


def test_a_state_folder_that_cannot_be_made_says_which_and_how_to_move_it(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(checkout.write("a file") / "state"))
    with pytest.raises(RepositoryError, match=r"a file/state/.* cannot be made: .*Set NHIMBE_MIGRATIONS_STATE"):
        state_folder(checkout.open())


def test_the_state_folder_is_the_owners_only(checkout: Checkout):
    assert state_folder(checkout.open()).stat().st_mode & 0o077 == 0


def test_sixteen_processes_claim_twenty_numbers_each(nhimbe: Checkout):
    claimers = [
        subprocess.Popen(
            [sys.executable, claiming.__file__, str(nhimbe.root), f"p{each}", "20"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for each in range(16)
    ]
    printed = [claimer.communicate() for claimer in claimers]
    assert [errors for _, errors in printed if errors] == []
    numbers = sorted(int(number) for output, _ in printed for number in output.split())
    assert numbers == list(range(13, 333))
    _is_whole(nhimbe, 320)


def _is_whole(checkout: Checkout, at_least: int) -> int:
    """Every new migration stands in schema.sql once, in order, and nothing else does. Returns how many."""
    repository = checkout.open()
    with repository_lock(repository, timeout=1):
        pass
    history = read_history(repository)
    files = [each for each in history.migrations if not each.legacy and each.number > 12]
    assert [each.rule for each in history.findings if each.severity == "error"] == []
    assert [each.number for each in files] == list(range(13, 13 + len(files)))
    texts = "".join((checkout.root / each.file).read_text(encoding="utf-8") for each in files)
    schema = (checkout.root / SCHEMA).read_text(encoding="utf-8")
    assert schema == "CREATE TABLE a (id TEXT PRIMARY KEY);\n" + texts
    assert sorted(path.name for path in state_folder(repository).iterdir()) == ["applied", "lock"]
    assert len(files) >= at_least
    return len(files)


@pytest.mark.slow
def test_forty_kills_at_random_moments_lose_nothing(nhimbe: Checkout):
    chance = random.Random(13)
    told = 0
    for turn in range(40):
        with subprocess.Popen(
            [sys.executable, claiming.__file__, str(nhimbe.root), f"k{turn}", "0"], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            # Not a wait for something: the moment of the kill is what is tried.
            threading.Event().wait(chance.uniform(0, 0.04))
            writer.kill()
            told += 1 + len(writer.stdout.readlines())
        assert _is_whole(nhimbe, told) - told in {0, 1}, "what was told landed; at most one more did"
        told = _is_whole(nhimbe, told)


def test_a_reader_lets_an_interrupted_write_settle_first(nhimbe: Checkout):
    repository = nhimbe.open()
    code = f"""
import os, signal
from nhimbe_migrations.workspace.repository.repository import find_repository
from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.changes.filesystem import Disk
from nhimbe_migrations.workspace.changes.journal import apply
from nhimbe_migrations.workspace.changes.lock import repository_lock
class Killing(Disk):
    def step(self, what):
        if what == "link to 014_b.sql":
            os.kill(os.getpid(), signal.SIGKILL)
repository = find_repository({str(nhimbe.root)!r}, {{}})
with repository_lock(repository):
    apply(repository, [FileChange("{MIGRATIONS}/013_a.sql", None, b""), FileChange("{MIGRATIONS}/014_b.sql", None, b"")],
          label="x", disk=Killing())
"""
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert (killed.returncode, read_history(repository).total) == (-signal.SIGKILL, 13)
    recover(repository)
    assert read_history(repository).total == 14


def test_settling_where_nothing_was_interrupted_takes_no_lock(checkout: Checkout):
    with _holder(checkout.root):
        started = time.monotonic()
        recover(checkout.open(), timeout=5)
        assert time.monotonic() - started < 4


def test_no_state_folder_is_made_by_looking(checkout: Checkout):
    recover(checkout.open())
    assert not Path(os.environ["NHIMBE_MIGRATIONS_STATE"]).exists()
