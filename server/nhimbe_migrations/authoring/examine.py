"""Examine: everything that can be said of one migration file as it stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.project.conventions import accepted_everywhere, d1_conventions
from nhimbe_migrations.authoring.result.proofs import MigrationProof
from nhimbe_migrations.authoring.result.report import Verification
from nhimbe_migrations.d1.states.origins import is_done
from nhimbe_migrations.errors import RepositoryError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.workspace.history.history import Migration
from nhimbe_migrations.workspace.history.rules import UNREADABLE_MIGRATION

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.branch import Branch
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.schema.model import Schema
    from nhimbe_migrations.d1.states.states import States
    from nhimbe_migrations.habits.conventions import Conventions

__all__ = ["examine", "lint_only"]

Verdict = tuple[MigrationProof | None, tuple[Finding, ...]]


def examine(project: Project, migration: Migration, branch: Branch, *, execute: bool) -> Verdict:
    """Lint `migration` and prove it on the schema that it found; say what could not be checked."""
    try:
        project.migration_text(migration)
    except RepositoryError as error:
        return None, (_unreadable(error, migration),)
    if migration.target == "d1":
        return _examine_d1(project, migration, branch)
    from nhimbe_migrations.authoring.stores.mongodb import examine_mongodb

    verification, found = examine_mongodb(project, migration, execute=execute)
    return None if verification is None else MigrationProof(migration.file, verification), found


def _unreadable(error: RepositoryError, migration: Migration) -> Finding:
    line = re.search(r"\bon line (\d+)", str(error))
    return UNREADABLE_MIGRATION.finding(str(error), file=migration.file, line=int(line[1]) if line else None)


def lint_only(project: Project, migration: Migration) -> tuple[Finding, ...]:
    """The rules alone, for a migration that schema.sql has already."""
    try:
        text = project.migration_text(migration)
    except RepositoryError as error:
        return (_unreadable(error, migration),)
    if migration.target == "d1":
        return _linted(project, text, migration.file)
    from nhimbe_migrations.authoring.stores.mongodb import lint_mongodb

    return lint_mongodb(project, migration, text)


def _examine_d1(project: Project, migration: Migration, branch: Branch) -> Verdict:
    from nhimbe_migrations import d1
    from nhimbe_migrations.authoring.pictures.stakes import picture_of_change, stakes_of
    from nhimbe_migrations.authoring.stores.d1 import verified_on
    from nhimbe_migrations.d1.proof.every_state import prove_on_states

    text = project.migration_text(migration)
    states = _found_by(project, migration, branch)
    proofs = prove_on_states(states, text)
    if not branch.is_new(migration) and proofs.decisive.error and is_done(proofs.decisive.error.message):
        # What was made by hand before a deployed migration is not on record.
        found = _linted(project, text, migration.file)
        why = f"the database that it met is not known in full ({proofs.decisive.error.message}), so it was not proved"
        return MigrationProof(migration.file, Verification("none", "parsed", None, not_checked=(why,))), found
    examined = d1.examine(
        text,
        states,
        file=migration.file,
        conventions=d1_conventions(project, states.history.schema),
        accepted=accepted_everywhere(project),
        proofs=proofs,
    )
    proof = MigrationProof(
        migration.file,
        verified_on(states, proofs),
        diagram=picture_of_change(text, proofs),
        stakes=stakes_of(text, proofs),
    )
    return proof, tuple(finding.at(file=migration.file) for finding in examined.findings)


def _found_by(project: Project, migration: Migration, branch: Branch) -> States:
    """The databases that the migration found when it was written."""
    from nhimbe_migrations.authoring.project.branch_states import states_found_by

    if not branch.is_new(migration):
        return states_found_by(project, frozenset({migration.file}), branch)[migration.file]

    def of_all() -> dict[str, States]:
        new = (item for item in project.history().migrations if item.target == "d1" and branch.is_new(item))
        return states_found_by(project, frozenset(item.file for item in new), branch)

    return project.once(("states that each found", branch.base), of_all)[migration.file]


def _linted(project: Project, text: str, file: str) -> tuple[Finding, ...]:
    schema = project.schema()
    return _linted_once(text, schema, file, d1_conventions(project, schema))


@lru_cache(maxsize=16_384)
def _linted_once(text: str, schema: Schema, file: str, conventions: Conventions) -> tuple[Finding, ...]:
    from nhimbe_migrations.d1.lint.lint import lint

    return lint(text, schema=schema, file=file, conventions=conventions, applied=True)
