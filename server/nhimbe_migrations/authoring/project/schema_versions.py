"""The committed versions of schema.sql, oldest first: what migrations may have started from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from nhimbe_migrations.d1.states.baseline import NOTHING, Baseline
from nhimbe_migrations.errors import ConfigurationError
from nhimbe_migrations.workspace.git.queries import ask_git, git_path, head_commit, objects_of, text_at
from nhimbe_migrations.workspace.repository.git_dir import GitPlace
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["committed_versions", "configured_baseline"]

_MOST = 400
"""Commits of schema.sql that are looked at; a file that changed more often is looked at where it is youngest."""


def committed_versions(repository: Repository, commit: str | None = None) -> tuple[Baseline, ...]:
    """Return each version of schema.sql up to `commit` (default: HEAD), renames of the file followed."""
    if repository.git is None:
        return ()
    at = commit or head_commit(repository.git)
    return () if at is None else _versions(repository.git, at, git_path(repository, repository.layout.schema))


@lru_cache(maxsize=16)
def _versions(place: GitPlace, commit: str, schema: str) -> tuple[Baseline, ...]:
    # With reftable, `commit` is a stand-in that git does not know (see head_commit).
    start = commit if len(commit) in (40, 64) and commit.isalnum() else "HEAD"
    printed = ask_git(
        place.top, "log", "--follow", "-M", "--raw", "--no-abbrev", "--no-ext-diff", "--no-textconv",
        f"--max-count={_MOST}", "--format=%x01%H", start, "--", schema,
    )  # fmt: skip
    found = list(_blobs_in((printed or b"").decode("utf-8", "surrogateescape")))[::-1]
    texts = objects_of(place, [blob for _, blob in found])
    versions = [
        Baseline(name, text.decode("utf-8", "replace"))
        for (name, _), text in zip(found, texts, strict=True)
        if text is not None
    ]
    return tuple(versions)


def _blobs_in(log: str) -> Iterator[tuple[str, str]]:
    """Commit and blob of each line of `git log --raw`; a commit that deletes the file has none."""
    for entry in log.split("\x01")[1:]:
        commit, _, rest = entry.partition("\n")
        for line in rest.splitlines():
            # :100644 100644 <blob before> <blob after> M<tab>path
            if line.startswith(":") and (blob := line.split()[3]).strip("0"):
                yield commit.strip(), blob


def configured_baseline(repository: Repository) -> Baseline | None:
    """Return the baseline that the configuration names; None where it names none.

    Raises:
        ConfigurationError: it is neither `nothing`, nor a file of the repository, nor a commit that has schema.sql.
    """
    named = repository.config.database.baseline
    if named is None:
        return None
    if named == NOTHING.name:
        return NOTHING
    if named.endswith(".sql"):
        text = repository.read(named)
    else:
        safe = bool(named) and not named.startswith("-") and ":" not in named and "\n" not in named
        text = text_at(repository, named, repository.layout.schema) if safe and repository.git else None
    if text is None:
        raise ConfigurationError(
            f"`database.baseline` names {named!r}, which is not a version of schema.sql.",
            why="It is neither a file of the repository nor a commit that has " + repository.layout.schema + ".",
            way_out="Name a commit, a .sql file of the repository, or nothing; or leave it out: it is found by replay.",
        )
    return Baseline(named, text)
