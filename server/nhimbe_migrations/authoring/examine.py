"""Examine: everything that can be said of one migration file as it stands."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.project.conventions import accepted_everywhere, d1_conventions
from nhimbe_migrations.authoring.result.report import Verification
from nhimbe_migrations.errors import RepositoryError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.workspace.history.history import Migration
from nhimbe_migrations.workspace.history.rules import UNREADABLE_MIGRATION

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.branch import Branch
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.schema.model import Schema

__all__ = ["examine", "lint_only"]

Verdict = tuple[Verification | None, tuple[Finding, ...]]


def examine(project: Project, migration: Migration, branch: Branch, *, execute: bool) -> Verdict:
    """Lint `migration` and prove it on the schema that it found; say what could not be checked."""
    if migration.target == "d1":
        return _examine_d1(project, migration, branch)
    from nhimbe_migrations.authoring.stores.mongodb import examine_mongodb

    return examine_mongodb(project, migration, execute=execute)


def lint_only(project: Project, migration: Migration) -> tuple[Finding, ...]:
    """The rules alone, for a migration that schema.sql has already."""
    try:
        text = project.migration_text(migration)
    except RepositoryError as error:
        return (UNREADABLE_MIGRATION.finding(str(error), file=migration.file),)
    if migration.target == "d1":
        return _linted(text, project.schema_text(), migration.file)
    from nhimbe_migrations.authoring.stores.mongodb import lint_mongodb

    return lint_mongodb(project, migration, text)


def _examine_d1(project: Project, migration: Migration, branch: Branch) -> Verdict:
    from nhimbe_migrations.authoring.stores.d1 import verification
    from nhimbe_migrations.d1.lint.lint import accepted_in, lint
    from nhimbe_migrations.d1.proof.prove import prove
    from nhimbe_migrations.d1.proof.result import PROOF_RULES
    from nhimbe_migrations.d1.proof.schema_problems import schema_of
    from nhimbe_migrations.findings.accepted import without_accepted

    text = project.migration_text(migration)
    before = _ground(project, migration, branch)
    if before is None:
        found = _linted(text, project.schema_text(), migration.file)
        why = "schema.sql as it was before this migration is not known, so it was not proved"
        return Verification("none", "parsed", None, not_checked=(why,)), found
    proof = prove(before, text)
    schema, accepted = schema_of(before), (*accepted_in(text), *accepted_everywhere(project))
    conventions = d1_conventions(project, schema)
    findings = (
        *lint(
            text,
            schema=schema,
            file=migration.file,
            conventions=conventions,
            accepted=accepted,
            beside=proof.findings,
        ),
        *without_accepted(proof.findings, accepted, PROOF_RULES),
    )
    return verification(proof), tuple(finding.at(file=migration.file) for finding in findings)


def _ground(project: Project, migration: Migration, branch: Branch) -> str | None:
    """schema.sql before the migration, and the new ones before it on top."""
    schema = branch.schema_before(project, migration)
    if schema is None or not branch.is_new(migration):
        return schema
    earlier = (
        project.migration_text(item)
        for item in project.history().migrations
        if item.target == "d1" and branch.is_new(item) and item.number < migration.number
    )
    return "\n".join([schema, *(f"{text.rstrip()}\n;" for text in earlier)])


def _linted(text: str, schema_text: str, file: str) -> tuple[Finding, ...]:
    from nhimbe_migrations.d1.proof.schema_problems import schema_of

    return _linted_once(text, schema_of(schema_text), file)


@lru_cache(maxsize=16_384)
def _linted_once(text: str, schema: Schema, file: str) -> tuple[Finding, ...]:
    from nhimbe_migrations.d1.lint.lint import lint

    return lint(text, schema=schema, file=file, applied=True)
