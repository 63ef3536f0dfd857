"""Numbers that other branches, remote-tracking branches and work trees have taken.

At most three git processes look at all refs together: the refs, their migrations folders, and the folders that
differ. Trees are immutable, so each is read once in the life of a process; while the refs are unchanged (a stat of
each of their folders tells), no process runs at all.
"""

from __future__ import annotations

import os
import re
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nhimbe_migrations.system.unchanged import settled
from nhimbe_migrations.workspace.git.command import ask_git, current_branch
from nhimbe_migrations.workspace.git.queries import git_path
from nhimbe_migrations.workspace.repository.git_dir import GitPlace, other_worktrees
from nhimbe_migrations.workspace.repository.migration_names import is_migration, number_of
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["Taken", "reserved_numbers"]

_TREE_ENTRY = re.compile(rb"(\d+) ([^\0]+)\0.{20}", re.DOTALL)
_TREE_ENTRY_SHA256 = re.compile(rb"(\d+) ([^\0]+)\0.{32}", re.DOTALL)

_SHA1_DIGITS = 40


@dataclass(frozen=True, slots=True, order=True)
class Taken:
    """A migration that stands somewhere else."""

    number: int
    file: str
    ref: str
    """A branch (`themes`), a remote-tracking one (`origin/themes`), or `worktree PATH`."""


Carried = tuple[tuple[int, str], ...]
"""Numbers with their files, sorted."""


@dataclass(frozen=True, slots=True)
class _Refs:
    """What the refs of a repository carry in one folder, and when that was so."""

    state: tuple[tuple[str, int], ...]
    trees: Mapping[str, str]
    """Ref → tree of the folder."""
    carried: Mapping[str, Carried]
    """Tree → what it carries."""


_known: dict[tuple[str, str], _Refs] = {}


def reserved_numbers(repository: Repository, base: int) -> tuple[Taken, ...]:
    """Return the migrations with numbers from `base` on that other branches and work trees have; sorted."""
    if repository.git is None:
        return ()
    folder = repository.layout.migrations
    found: dict[tuple[int, str], Taken] = {}
    for ref, carried in (*_on_refs(repository), *_in_worktrees(repository)):
        for number, name in carried[bisect_left(carried, (base, "")) :]:
            found.setdefault((number, name), Taken(number, f"{folder}/{name}", ref))
    return tuple(sorted(found.values()))


def _on_refs(repository: Repository) -> Iterator[tuple[str, Carried]]:
    place = repository.git
    if place is None:
        return
    own = current_branch(place)
    refs = _read_refs(repository, place)
    for ref, tree in refs.trees.items():
        if ref != own and not ref.endswith("/HEAD"):
            yield ref.removeprefix("refs/heads/").removeprefix("refs/remotes/"), refs.carried[tree]


def _in_worktrees(repository: Repository) -> Iterator[tuple[str, Carried]]:
    if repository.git is None:
        return
    folder = git_path(repository, repository.layout.migrations)
    for top in other_worktrees(repository.git):
        try:
            yield f"worktree {top}", _numbered(os.listdir(top / folder))  # noqa: PTH208 names are all we need
        except OSError:
            continue


def _numbered(names: Iterable[str]) -> Carried:
    numbers = ((number_of(name), name) for name in names if is_migration(name))
    return tuple(sorted((number, name) for number, name in numbers if number is not None))


def _read_refs(repository: Repository, place: GitPlace) -> _Refs:
    key = (str(place.common), git_path(repository, repository.layout.migrations))
    now = time.time_ns()
    state = tuple(_refs_state(place.common))
    known = _known.get(key)
    if known is not None and known.state == state:
        return known
    trees = _ask_trees(place, key[1])
    if trees is None:
        return _Refs(state, {}, {})
    earlier = known.carried if known else {}
    carried = {tree: earlier[tree] for tree in trees.values() if tree in earlier}
    carried |= _read_trees(place, [tree for tree in dict.fromkeys(trees.values()) if tree not in carried])
    refs = _Refs(state, trees, carried)
    if settled((when for _, when in state), now):
        _known[key] = refs
    return refs


def _ask_trees(place: GitPlace, folder: str) -> dict[str, str] | None:
    """Ref → tree of the folder, for the refs that have one; None where git does not answer."""
    printed = ask_git(place.top, "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/remotes")
    if printed is None:
        return None
    refs = [line.split(" ", 1) for line in printed.decode("utf-8", "surrogateescape").splitlines()]
    commits = list(dict.fromkeys(commit for commit, _ in refs))
    given = "".join(f"{commit}:{folder}\n" for commit in commits).encode("utf-8", "surrogateescape")
    answers = (ask_git(place.top, "cat-file", "--batch-check", given=given) or b"").splitlines() if refs else []
    trees = {}
    for commit, answer in zip(commits, answers, strict=False):
        tree, _, kind = answer.partition(b" ")
        if kind.startswith(b"tree "):
            trees[commit] = tree.decode("ascii")
    return {ref: trees[commit] for commit, ref in refs if commit in trees}


def _read_trees(place: GitPlace, trees: list[str]) -> dict[str, Carried]:
    printed = ask_git(place.top, "cat-file", "--batch", given="\n".join(trees).encode() + b"\n") if trees else b""
    carried: dict[str, Carried] = dict.fromkeys(trees, ())
    at = 0
    if not printed:
        return carried
    for tree in trees:
        end = printed.index(b"\n", at)
        size = int(printed[at:end].rsplit(b" ", 1)[1])
        entry = _TREE_ENTRY_SHA256 if len(tree) > _SHA1_DIGITS else _TREE_ENTRY
        rows = entry.findall(printed, end + 1, end + 1 + size)
        carried[tree] = _numbered(name.decode("utf-8", "surrogateescape") for mode, name in rows if mode != b"40000")
        at = end + size + 2
    return carried


def _refs_state(common: Path) -> Iterator[tuple[str, int]]:
    """Path and modification time of whatever changes when a ref does.

    git writes a loose ref as a new file that it renames into place, so the folder's time tells.
    """
    for name in ("packed-refs", "reftable/tables.list"):
        yield from _stamp(f"{common}/{name}")
    waiting = [f"{common}/refs/heads", f"{common}/refs/remotes", f"{common}/worktrees"]
    while waiting:
        folder = waiting.pop()
        yield from _stamp(folder)
        try:
            with os.scandir(folder) as entries:
                waiting.extend(entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
        except OSError:
            continue


def _stamp(path: str) -> Iterator[tuple[str, int]]:
    try:
        yield path, os.stat(path).st_mtime_ns  # noqa: PTH116 a string is at hand
    except OSError:
        return
