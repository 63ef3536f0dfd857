"""What git knows, asked with as few processes as can be; every answer has a meaning where there is no git."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nhimbe_migrations.errors import ArgumentError, ToolMissingError
from nhimbe_migrations.workspace.git.asked_once import ask_once
from nhimbe_migrations.workspace.git.command import ask_git, current_branch, filters_off, head_commit
from nhimbe_migrations.workspace.repository.git_dir import GitPlace
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = [
    "ask_git",
    "blobs",
    "blobs_on_default",
    "changed_since",
    "committed_on_default",
    "current_branch",
    "default_branch",
    "default_refs",
    "files_added_since",
    "git_path",
    "head_commit",
    "merge_base",
    "names_at",
    "objects_of",
    "text_at",
]


def git_path(repository: Repository, path: str) -> str:
    """Return a path of the repository as git counts it, from the top of the checkout."""
    if repository.git is None or repository.git.top == repository.root:
        return path
    return f"{repository.root.relative_to(repository.git.top).as_posix()}/{path}"


def default_refs(repository: Repository) -> tuple[str, ...]:
    """Return the full names of the refs that stand for the default branch: the local one, the remotes' ones."""
    name = default_branch(repository)
    if name is None or repository.git is None:
        return ()
    printed = ask_once(
        repository.git, repository.git.top, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes"
    )
    refs = (printed or b"").decode("utf-8", "surrogateescape").splitlines()
    return tuple(
        ref
        for ref in refs
        if ref == f"refs/heads/{name}" or (ref.startswith("refs/remotes/") and ref.split("/", 3)[3:] == [name])
    )


def default_branch(repository: Repository) -> str | None:
    """Return the name of the default branch.

    As configured; else what `origin/HEAD` names; else main, master or trunk, where one is there, here or on origin;
    else the only branch there is. None outside git, before the first commit, or where none of these decides.
    """
    if repository.git is None:
        return None
    if repository.config.git.default_branch:
        return repository.config.git.default_branch
    printed = ask_once(
        repository.git,
        repository.git.top,
        "for-each-ref",
        "--format=%(refname)%09%(symref)",
        "refs/heads",
        "refs/remotes/origin",
    )
    targets = dict(line.split("\t") for line in (printed or b"").decode("utf-8", "surrogateescape").splitlines())
    if remote := targets.pop("refs/remotes/origin/HEAD", ""):
        return remote.removeprefix("refs/remotes/origin/")
    names = [name.removeprefix("refs/heads/").removeprefix("refs/remotes/origin/") for name in targets]
    usual = next((name for name in ("main", "master", "trunk") if name in names), None)
    return usual or (names[0] if len(set(names)) == 1 else None)


def committed_on_default(repository: Repository, file: str) -> bool:
    """Say whether the default branch, here or on a remote, has a file at this path.

    Raises:
        ToolMissingError: there is a git checkout, and git does not answer: then nobody knows.
    """
    return any(found is not None for found in blobs_on_default(repository, [file])[file])


def blobs_on_default(repository: Repository, files: Iterable[str]) -> dict[str, tuple[bytes | None, ...]]:
    """Return, for each file, its bytes on each ref of the default branch; None where a ref has none.

    Raises:
        ToolMissingError: there is a git checkout, and git does not answer.
    """
    paths, refs = list(files), default_refs(repository)
    if repository.git is not None and ask_git(repository.git.top, "rev-parse", "--git-dir") is None:
        raise ToolMissingError(
            "Git cannot be asked what the default branch has.",
            why=f"It is not installed, or refuses {repository.git.top} (see `safe.directory`).",
            way_out="See that `git status` works there.",
        )
    found = iter(blobs(repository, [f"{ref}:{git_path(repository, path)}" for path in paths for ref in refs]))
    return {path: tuple(next(found) for _ in refs) for path in paths}


def blobs(repository: Repository, objects: list[str]) -> tuple[bytes | None, ...]:
    """Return the bytes of each object (`ref:path`, or an id), with one process; None for what is not there."""
    return tuple(None for _ in objects) if repository.git is None else objects_of(repository.git, objects)


def objects_of(place: GitPlace, objects: list[str]) -> tuple[bytes | None, ...]:
    """Return the same as `blobs`, of a checkout."""
    asked = [name for name in objects if "\n" not in name]
    if not asked:
        return tuple(None for _ in objects)
    given = "\n".join(asked).encode("utf-8", "surrogateescape") + b"\n"
    printed = ask_once(place, place.top, "cat-file", "--batch", given=given) or b""
    contents: list[bytes | None] = []
    at = 0
    for _ in asked:
        end = printed.find(b"\n", at)
        size = _size(printed[at:end]) if end >= 0 else None
        if size is None:
            contents.append(None)
            at = end + 1 if end >= 0 else len(printed)
            continue
        contents.append(printed[end + 1 : end + 1 + size])
        at = end + size + 2
    answers = iter(contents)
    return tuple(next(answers) if "\n" not in name else None for name in objects)


def text_at(repository: Repository, ref: str, path: str) -> str | None:
    """Return the text of a file at a commit; None where it has none. Bytes that are not UTF-8 are kept as surrogates."""
    data = blobs(repository, [f"{ref}:{git_path(repository, path)}"])[0]
    return None if data is None else data.decode("utf-8", "surrogateescape")


def names_at(repository: Repository, ref: str, folder: str) -> tuple[str, ...]:
    """Return the names of the files directly in `folder` at a commit.

    Raises:
        ArgumentError: git does not know `ref`.
    """
    commit = _commit(repository, ref)
    if repository.git is None:
        return ()
    place = f"{commit}:{git_path(repository, folder)}"
    printed = ask_git(repository.git.top, "ls-tree", "-z", "--name-only", place) or b""
    return tuple(name.decode("utf-8", "surrogateescape") for name in printed.split(b"\0") if name)


def merge_base(repository: Repository, ref: str) -> str:
    """Return the commit where HEAD and `ref` parted; `ref`'s own commit where they share none.

    Raises:
        ArgumentError: git does not know `ref`, or there is no git.
    """
    commit = _commit(repository, ref)
    place = repository.git
    printed = None if place is None else ask_once(place, repository.root, "merge-base", "HEAD", commit)
    return printed.decode().strip() if printed else commit


def changed_since(repository: Repository, ref: str) -> set[str]:
    """Return the files that differ from where HEAD and `ref` parted: committed, staged, edited and untracked.

    Raises:
        ArgumentError: git does not know `ref`, or there is no git.
    """
    return _since(repository, merge_base(repository, ref))


def files_added_since(repository: Repository, ref: str) -> tuple[str, ...]:
    """Return the files that HEAD and the work tree have, and the commit where HEAD and `ref` parted has not.

    Raises:
        ArgumentError: git does not know `ref`, or there is no git.
    """
    base = merge_base(repository, ref)
    added = _since(repository, base, "--diff-filter=A")
    return tuple(sorted(added - _only_left_out_of_the_index(repository, base)))


def _only_left_out_of_the_index(repository: Repository, commit: str) -> set[str]:
    """Files that are on the disk and that the commit has, while the index has not: untracked to git, and nothing new.

    A checkout that was broken off leaves all files so, and `git rm --cached` some.
    """
    untracked = _untracked(repository)
    return untracked and untracked & _differing(repository, commit, "--diff-filter=D")


def _since(repository: Repository, commit: str, *options: str) -> set[str]:
    return _differing(repository, commit, *options) | _untracked(repository)


def _untracked(repository: Repository) -> set[str]:
    return _names(ask_git(repository.root, "ls-files", "-z", "--others", "--exclude-standard"))


def _differing(repository: Repository, commit: str, *options: str) -> set[str]:
    changed = ask_git(
        repository.root,
        "diff",
        "--name-only",
        "-z",
        "--no-renames",
        "--relative",
        "--no-ext-diff",
        "--ignore-submodules=all",
        *options,
        commit,
        "--",
        settings=filters_off(repository.root),
    )
    return _names(changed)


def _names(printed: bytes | None) -> set[str]:
    return {name.decode("utf-8", "surrogateescape") for name in (printed or b"").split(b"\0") if name}


def _commit(repository: Repository, ref: str) -> str:
    if repository.git is None:
        raise ArgumentError(f"{ref!r} cannot be looked up: this repository is not under git.")
    printed = None
    if ref and not ref.startswith("-") and "\n" not in ref:
        printed = ask_once(repository.git, repository.root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if not printed:
        raise ArgumentError(
            f"Git knows no commit {ref!r}.", way_out="Name a branch, tag or commit that is fetched, as `origin/main`."
        )
    return printed.decode().strip()


def _size(header: bytes) -> int | None:
    """Read `<id> <kind> <size>`, as `cat-file --batch` heads an object; None for `<name> missing`."""
    match = re.fullmatch(rb"[0-9a-f]{40,64} \w+ (\d+)", header)
    return int(match[1]) if match else None
