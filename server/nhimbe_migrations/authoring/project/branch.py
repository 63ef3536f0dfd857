"""What this branch adds: which migrations are new, which committed ones it edits, whose numbers collide with the base."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.rules import COMMITTED_EDITED, NUMBER_ON_BASE
from nhimbe_migrations.errors import RepositoryError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.workspace.git.queries import (
    ask_git,
    changed_since,
    default_branch,
    default_refs,
    files_added_since,
    head_commit,
    merge_base,
    names_at,
    text_at,
)
from nhimbe_migrations.workspace.history.history import Migration

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["Branch", "branch_of"]


@dataclass(frozen=True, slots=True)
class Branch:
    """This branch as seen from its base."""

    base: str | None
    """The commit where it parted from its base; None outside git."""
    added: frozenset[str]
    """Files that the base has not."""
    findings: tuple[Finding, ...] = ()
    judges_new_only: bool = False
    """A base was named: what it has already is not judged again."""

    def is_new(self, migration: Migration) -> bool:
        """Whether the migration may still be edited: the base has not got it."""
        return migration.file in self.added

    def schema_before(self, project: Project, migration: Migration) -> str | None:
        """Return schema.sql as it was before `migration`; None where git cannot tell.

        For a new one that is the base's. For a committed one it is its commit's parent's, if that commit brought
        schema.sql along; else either may have come first.
        """
        schema = project.repository.layout.schema
        if self.is_new(migration):
            return "" if self.base is None else text_at(project.repository, self.base, schema) or ""
        made = ask_git(
            project.repository.root, "log", "--diff-filter=A", "--format=%H", "-1", "--", f":(literal){migration.file}"
        )
        if not made or not made.strip():
            return None
        commit = made.decode().strip()
        before, after = (text_at(project.repository, item, schema) for item in (f"{commit}^", commit))
        return before if before != after else None


def branch_of(project: Project, ref: str | None) -> Branch:
    """Return this branch as seen from `ref`, or from the default branch.

    Raises:
        ArgumentError: git knows no such ref, or there is no git.
    """
    if ref is None:
        return _from_default(project)
    base = merge_base(project.repository, ref)
    added = frozenset(files_added_since(project.repository, ref))
    findings = (*_collisions(project, ref, added), *_edited(project, ref, base, added))
    return Branch(base, added, findings, judges_new_only=True)


def _from_default(project: Project) -> Branch:
    repository = project.repository
    if repository.git is None or head_commit(repository.git) is None:
        return Branch(
            None, frozenset(migration.file for migration in project.history().migrations if not migration.committed)
        )
    refs = default_refs(repository) if default_branch(repository) else ()
    ref = refs[0] if refs else "HEAD"
    return Branch(merge_base(repository, ref), frozenset(files_added_since(repository, ref)))


def _collisions(project: Project, ref: str, added: frozenset[str]) -> Iterator[Finding]:
    """Numbers that both this branch and `ref` gave since they parted: git merges such files without a conflict."""
    folder = project.repository.layout.migrations
    theirs = {
        int(match[1]): name
        for name in names_at(project.repository, ref, folder)
        if (match := re.match(r"(\d+)_", name)) and posixpath.join(folder, name) not in added
    }
    for migration in project.history().migrations:
        other = theirs.get(migration.number)
        if migration.file in added and not migration.legacy and other is not None and other != migration.name:
            yield NUMBER_ON_BASE.finding(
                f"{migration.name} has the number of {other} on {ref}.",
                help=f"renumber_migration with file={migration.name} gives it the next free one.",
                file=migration.file,
            )


def _edited(project: Project, ref: str, base: str, added: frozenset[str]) -> Iterator[Finding]:
    changed = changed_since(project.repository, ref) - added
    for migration in project.history().migrations:
        if migration.file in changed and not _reads_as_at(project, base, migration):
            yield COMMITTED_EDITED.finding(
                f"{migration.name} is on {ref} and was edited here; databases that ran it will not run it again.",
                file=migration.file,
            )


def _reads_as_at(project: Project, base: str, migration: Migration) -> bool:
    """Whether git alone sees a difference: the index lacks a file after a checkout that was broken off."""
    with suppress(RepositoryError):
        return project.migration_text(migration) == text_at(project.repository, base, migration.file)
    return False
