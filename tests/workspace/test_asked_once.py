"""Git is asked once for each state of HEAD and refs, and at once again when one of them changes."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from nhimbe_migrations.workspace.git import asked_once, command
from nhimbe_migrations.workspace.git.asked_once import ask_once
from nhimbe_migrations.workspace.repository.git_dir import find_git


def _git(folder: Path, *arguments: str) -> None:
    name = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Every process that git was started as."""
    found: list[tuple[str, ...]] = []

    def counted(folder: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
        found.append(arguments)
        return command.ask_git(folder, *arguments, given=given)

    monkeypatch.setattr(asked_once, "ask_git", counted)
    return found


def _long_ago(folder: Path) -> None:
    """As a checkout is that nobody has written to just now."""
    for path in (folder / ".git", *(folder / ".git").rglob("*")):
        os.utime(path, (time.time() - 60, time.time() - 60))


@pytest.mark.parametrize("packed", [False, True])
def test_a_new_commit_or_branch_is_seen_at_once(tmp_path: Path, asked: list[tuple[str, ...]], packed: bool) -> None:
    _git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a").write_text("one", encoding="utf-8")
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-qm", "one")
    if packed:
        _git(tmp_path, "pack-refs", "--all")
    place = find_git(tmp_path)
    assert place is not None

    def head() -> bytes:
        return ask_once(place, tmp_path, "cat-file", "-p", "HEAD:a") or b""

    def branches() -> bytes:
        return ask_once(place, tmp_path, "for-each-ref", "--format=%(refname)", "refs/heads") or b""

    _long_ago(tmp_path)
    assert [head(), head(), branches(), branches()] == [b"one", b"one", b"refs/heads/main\n", b"refs/heads/main\n"]
    assert len(asked) == 2
    (tmp_path / "a").write_text("two", encoding="utf-8")
    _git(tmp_path, "commit", "-qam", "two")
    assert head() == b"two"
    _git(tmp_path, "branch", "deep/er/side")
    assert branches() == b"refs/heads/deep/er/side\nrefs/heads/main\n"
    _git(tmp_path, "checkout", "-q", "HEAD~1")
    assert head() == b"one"


def test_what_was_written_a_moment_ago_is_asked_again(tmp_path: Path, asked: list[tuple[str, ...]]) -> None:
    """Two writes within one tick of the file system's clock leave one time behind."""
    _git(tmp_path, "init", "-q", "-b", "main")
    _git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    place = find_git(tmp_path)
    assert place is not None
    later = time.time() + 60
    os.utime(tmp_path / ".git/HEAD", (later, later))
    for _ in range(2):
        ask_once(place, tmp_path, "for-each-ref")
    assert len(asked) == 2


def test_an_answer_that_git_did_not_give_is_not_kept(tmp_path: Path, asked: list[tuple[str, ...]]) -> None:
    _git(tmp_path, "init", "-q", "-b", "main")
    place = find_git(tmp_path)
    assert place is not None
    _long_ago(tmp_path)
    assert [ask_once(place, tmp_path, "cat-file", "-p", "HEAD:a") for _ in range(2)] == [None, None]
    assert len(asked) == 2
