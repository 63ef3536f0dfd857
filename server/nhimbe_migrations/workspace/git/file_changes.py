"""Which commits touched which file of a folder, and which files were renamed there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nhimbe_migrations.workspace.git.command import ask_git
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["Commit", "commits_in", "renames_in"]

_RENAME_FIELDS = 3


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the current branch."""

    id: str
    seconds: int
    """When it was committed, since 1970."""


def commits_in(repository: Repository, folder: str) -> Mapping[str, tuple[Commit, ...]]:
    """Return file → the commits that touched it, newest first; nothing outside git."""
    found: dict[str, list[Commit]] = {}
    commit: Commit | None = None
    for word in _log(repository, folder, "--format=%x01%H %ct", "--name-only", "--no-renames"):
        if word.startswith("\1"):
            name, _, seconds = word[1:].partition(" ")
            commit = Commit(name, int(seconds)) if seconds.isdigit() else None
        elif commit is not None:
            found.setdefault(word, []).append(commit)
    return {file: tuple(commits) for file, commits in found.items()}


def renames_in(repository: Repository, folder: str) -> Mapping[str, tuple[str, ...]]:
    """Return file → the names that it had before, the last one first; nothing outside git."""
    words = _log(repository, folder, "--format=", "--name-status", "--find-renames", "--diff-filter=R")
    before: dict[str, str] = {}
    for at in range(0, len(words) - _RENAME_FIELDS + 1, _RENAME_FIELDS):
        before.setdefault(words[at + 2], words[at + 1])
    return {file: tuple(_chain(file, before)) for file in before}


def _chain(file: str, before: Mapping[str, str]) -> list[str]:
    names: list[str] = []
    while (file := before.get(file, "")) and file not in names:
        names.append(file)
    return names


def _log(repository: Repository, folder: str, *options: str) -> list[str]:
    if repository.git is None:
        return []
    printed = ask_git(repository.root, "log", "-z", "--relative", *options, "--", folder)
    text = (printed or b"").decode("utf-8", "surrogateescape")
    return [word.strip("\n") for word in text.split("\0") if word.strip("\n")]
