"""The order of unnumbered migrations: by the commit that first added each, renames followed.

One `git log` limited to the folder gives additions and the renames inside it. A file that such a commit moved in from
another folder looks added there; its commit is then looked at whole, and the search goes on with the old path.
So the cost follows the folder's own history, not the repository's.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from nhimbe_migrations.workspace.git.command import ask_git
from nhimbe_migrations.workspace.git.queries import git_path
from nhimbe_migrations.workspace.history.folder import Entry
from nhimbe_migrations.workspace.history.name_form import stamp_of
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["first_commits", "in_legacy_order"]

_MARK = b"\x01"
_MOVES = 8
"""How many moves between folders are followed for one file."""


def in_legacy_order(repository: Repository, entries: tuple[Entry, ...], commit: str | None) -> list[Entry]:
    """Return the files without a number in the order of the commits that first added them; by their stamps where they have some.

    What no commit has comes after, by modification time; without a `commit` (the one at HEAD) nothing has one.
    """
    ranks = _ranks(repository, tuple(entry.name for entry in entries), commit) if commit and entries else {}
    last = len(ranks) + 1

    def place(entry: Entry) -> tuple[int, int, int, str]:
        if stamp := stamp_of(entry.name):
            return 2, int(stamp), 0, entry.name
        rank = ranks.get(entry.name)
        return (0, rank, 0, entry.name) if rank is not None else (1, last, entry.state[0], entry.name)

    return sorted(entries, key=place)


_ranked: dict[tuple[str, str, tuple[str, ...], str], dict[str, int]] = {}


def _ranks(repository: Repository, names: tuple[str, ...], commit: str) -> dict[str, int]:
    """File name → rank by first commit; kept for one state of HEAD, since commits do not change."""
    prefix = repository.layout.migrations
    key = (str(repository.root), prefix, names, commit)
    known = _ranked.get(key)
    if known is None:
        ranks = first_commits(repository, [f"{prefix}/{name}" for name in names])
        known = {file.removeprefix(f"{prefix}/"): rank for file, rank in ranks.items()}
        _ranked.clear()
        _ranked[key] = known
    return known


def first_commits(repository: Repository, files: Sequence[str]) -> dict[str, int]:
    """Return, for each of `files` that git has, a rank: smaller means that its first commit came earlier.

    Ranks follow commit time, parents before children. Files that one commit added share a rank.
    """
    if repository.git is None or not files:
        return {}
    sought = {git_path(repository, file): file for file in files}
    ranks: dict[str, int] = {}
    order: dict[str, int] = {}
    for _ in range(_MOVES):
        born = _births(repository, {posixpath.dirname(path) for path in sought})
        found = {path: born[path] for path in sought if path in born}
        if not order:
            order = _order(repository)
        for path, commit in found.items():
            rank = order.get(commit, len(order))
            ranks[sought[path]] = min(rank, ranks.get(sought[path], rank))
        moved = _moved_in(repository, found)
        sought = {old: sought[new] for new, old in moved.items()}
        if not sought:
            break
    return ranks


def _births(repository: Repository, folders: set[str]) -> dict[str, str]:
    """Path → the commit that first added it, following renames inside `folders`."""
    printed = _ask(
        repository,
        "log", "--date-order", "--reverse", "--diff-merges=first-parent", "--no-show-signature", "-M",
        "--diff-filter=AR", "--name-status", "-z", f"--format={_MARK.decode()}%H", "HEAD", "--", *(f":(top,literal){folder}" for folder in sorted(folders)),
    )  # fmt: skip
    born: dict[str, str] = {}
    for commit, kind, old, new in _entries(printed):
        born.setdefault(new, born.get(old, commit) if kind == "R" else commit)
    return born


def _moved_in(repository: Repository, found: dict[str, str]) -> dict[str, str]:
    """New path → old path, for the files that their first commit moved in from somewhere else."""
    if not found:
        return {}
    given = "".join(f"{commit}\n" for commit in dict.fromkeys(found.values())).encode()
    printed = _ask(
        repository, "diff-tree", "--stdin", "-r", "-m", "-M", "--diff-filter=R", "--name-status", "-z",
        f"--format={_MARK.decode()}%H", given=given,
    )  # fmt: skip
    return {new: old for commit, _, old, new in _entries(printed) if found.get(new) == commit}


def _order(repository: Repository) -> dict[str, int]:
    printed = _ask(repository, "rev-list", "--date-order", "--reverse", "HEAD")
    return {commit: rank for rank, commit in enumerate(printed.decode("ascii").split())}


def _ask(repository: Repository, *arguments: str, given: bytes | None = None) -> bytes:
    assert repository.git is not None  # noqa: S101 the caller asked
    return ask_git(repository.git.top, *arguments, given=given) or b""


def _entries(printed: bytes) -> Iterator[tuple[str, str, str, str]]:
    """Yield commit, `A` or `R`, old path, new path from `--name-status -z` with marked commits."""
    for block in printed.split(_MARK)[1:]:
        commit, _, rest = block.partition(b"\0") if b"\0" in block[:70] else block.partition(b"\n")
        fields = [field.lstrip(b"\n") for field in rest.split(b"\0")]
        at = 0
        while at + 1 < len(fields):
            kind = fields[at][:1].decode("ascii", "replace")
            paths = [
                field.decode("utf-8", "surrogateescape") for field in fields[at + 1 : at + (3 if kind == "R" else 2)]
            ]
            if kind:
                yield commit.decode("ascii").strip(), kind, paths[0], paths[-1]
            at += 1 + len(paths) if kind else 1
