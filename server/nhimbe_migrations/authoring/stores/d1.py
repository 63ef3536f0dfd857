"""The D1 half of a draft: fix what is mechanical, prove it on a populated shadow, edit schema.sql to match."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.composed import ComposedMigration
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.project.conventions import accepted_everywhere, d1_conventions
from nhimbe_migrations.authoring.result.report import TableRows, Verification
from nhimbe_migrations.authoring.result.rules import SCHEMA_NOT_PROVABLE
from nhimbe_migrations.d1.lint.fix import normalise
from nhimbe_migrations.d1.lint.lint import accepted_in, lint
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.result import ENGINE_REFUSES, PROOF_RULES, Proof
from nhimbe_migrations.d1.proof.schema_problems import schema_of
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.schema.type_changes import shape_changes
from nhimbe_migrations.d1.schema_file.editor import bring_up_to_date
from nhimbe_migrations.d1.shadow.shadow import EngineError
from nhimbe_migrations.d1.sql.destructive import can_take_values
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.findings.accepted import without_accepted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.system.trust import is_trusted
from nhimbe_migrations.workspace.repository.settings import Wrangler as WranglerSettings

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["compose_d1"]


def compose_d1(
    project: Project, request: MigrationRequest, *, schema_text: str, number: str, path: str
) -> ComposedMigration:
    """Work out a D1 migration on top of `schema_text`."""
    before = schema_of(schema_text)
    conventions = d1_conventions(project, before)
    fixed = normalise(
        request.sql or "",
        number=number,
        description=request.description,
        schema=before,
        conventions=conventions,
        accept=request.accept,
    )
    proof = prove(schema_text, fixed.sql)
    accepted = (*accepted_in(fixed.sql), *accepted_everywhere(project))
    findings = [
        *lint(fixed.sql, schema=before, file=path, conventions=conventions, accepted=accepted, beside=proof.findings)
    ]
    findings += without_accepted(proof.findings, accepted, PROOF_RULES)
    verified, refused = _on_real_d1(project, request, schema_text, fixed.sql, proof)
    findings += refused
    synced, trouble = _schema_text(project, request, schema_text, fixed.sql, proof)
    return ComposedMigration(
        text=fixed.sql,
        findings=tuple(finding.at(file=path) for finding in (*findings, *fixed.fixes, *trouble)),
        verification=verified,
        schema_text=synced,
        shapes=shape_changes(before, proof.schema_after, read_renames(fixed.sql, before)) if proof.schema_after else (),
        loses_rows=can_take_values(fixed.sql) or any((row.after or 0) < (row.before or 0) for row in proof.rows),
        accepted=accepted,
    )


def verification(proof: Proof) -> Verification:
    """Word the proof as the report has it."""
    changed = (row for row in proof.rows if row.before != row.after)
    return Verification(
        engine="shadow",
        level="executed",
        applied=proof.applied,
        rerunnable=proof.rerunnable,
        rows=tuple(TableRows(row.table, row.before, row.after) for row in changed),
        error=_worded(proof.error),
        not_checked=tuple(f"{table}: no rows could be made for it" for table in proof.unfilled),
    )


def _on_real_d1(
    project: Project, request: MigrationRequest, schema_text: str, sql: str, proof: Proof
) -> tuple[Verification, tuple[Finding, ...]]:
    """The shadow's verdict, and real D1's beside it where that was asked for. Both must run the file."""
    shadow = verification(proof)
    if request.engine != "d1":
        return shadow, ()
    from nhimbe_migrations.d1.proof.workerd import prove_on_d1

    command = project.repository.config.wrangler.command
    # A command line that the repository names is a program that it brings along.
    own = None if command == WranglerSettings().command or not is_trusted() else shlex.split(command)
    real = prove_on_d1(project.repository.root, own, schema_text, sql)
    if real.applied is None:
        why = f"real D1: {real.why}"
        return replace(shadow, not_checked=(*shadow.not_checked, why)), ()
    both = replace(
        shadow,
        engine=f"d1 ({real.wrangler})" if real.wrangler else "d1",
        applied=shadow.applied and real.applied,
        rerunnable=real.rerunnable if real.rerunnable is not None else shadow.rerunnable,
        error=shadow.error or _worded(real.error),
    )
    if real.applied or not proof.applied:
        return both, ()
    message = real.error.message if real.error else "no reason given"
    line = real.error.line if real.error else None
    return both, (ENGINE_REFUSES.finding(f"Real D1 refuses what the shadow runs: {message}", line=line),)


def _worded(error: EngineError | None) -> str | None:
    return None if error is None else f"line {error.line}: {error.message}" if error.line else error.message


def _schema_text(
    project: Project, request: MigrationRequest, schema_text: str, sql: str, proof: Proof
) -> tuple[str | None, tuple[Finding, ...]]:
    if not proof.applied or proof.schema_after is None or not request.sync:
        return None, ()
    try:
        edit = bring_up_to_date(schema_text, proof.schema_after, sql)
    except RefusedError as error:
        why = "No edit of schema.sql could be proved equal to the database after this migration. "
        return None, (SCHEMA_NOT_PROVABLE.finding(why + str(error), file=project.repository.layout.schema),)
    return edit.text, edit.findings
