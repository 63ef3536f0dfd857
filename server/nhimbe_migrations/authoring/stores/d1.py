"""The D1 half of a draft: fix what is mechanical, prove it on a populated shadow, edit schema.sql to match."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.base import BaseState
from nhimbe_migrations.authoring.compose.composed import Check, ComposedMigration
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.pictures.stakes import picture_of_change, stakes_of
from nhimbe_migrations.authoring.project.conventions import accepted_everywhere, d1_conventions
from nhimbe_migrations.authoring.result.report import DatabaseVerdict, TableRows, Verification
from nhimbe_migrations.authoring.stores.d1_local import prove_locally
from nhimbe_migrations.authoring.stores.d1_schema_file import follow_in_schema_file
from nhimbe_migrations.authoring.stores.d1_type_changes import shapes_between
from nhimbe_migrations.d1 import examine, normalise
from nhimbe_migrations.d1.proof.every_state import StateProofs
from nhimbe_migrations.d1.proof.result import ENGINE_REFUSES, PROOF_RULES, Proof
from nhimbe_migrations.d1.schema.near_names import plain
from nhimbe_migrations.d1.schema.verification import counting_query, rebuilt_tables, verification_query
from nhimbe_migrations.d1.shadow.shadow import EngineError
from nhimbe_migrations.d1.sql.destructive import can_take_values, drops_table
from nhimbe_migrations.findings.accepted import without_accepted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.quotation import in_authors_words
from nhimbe_migrations.system import steps
from nhimbe_migrations.system.trust import is_trusted
from nhimbe_migrations.workspace.repository.settings import Wrangler as WranglerSettings

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.states.states import States

__all__ = ["compose_d1", "verification", "verified_on"]


def compose_d1(
    project: Project, request: MigrationRequest, *, base_state: BaseState, number: str, path: str
) -> ComposedMigration:
    """Work out a D1 migration on top of the databases that there are."""
    steps.expect(2 if request.engine == "shadow" else 3)
    steps.begin("Replaying the history")
    found = project.databases(without=base_state.file, schema=base_state.schema)
    states = found.states
    before = states.history.schema
    conventions = d1_conventions(project, before)
    fixed = normalise(
        request.sql or "",
        number=number,
        description=request.description,
        schema=before,
        conventions=conventions,
        accept=request.accept,
    )
    examined = examine(fixed.script, states, file=path, conventions=conventions, accepted=accepted_everywhere(project))
    proofs, findings = examined.proofs, [*examined.findings]
    proof = proofs.decisive
    verified, refused = _on_real_d1(project, request, states, fixed.sql, proofs)
    findings += refused
    if request.engine == "local":
        steps.begin("Running it on a copy of your local database")
        local = prove_locally(project, fixed.sql)
        verified = local.beside(verified)
        findings += without_accepted(local.findings, examined.accepted, PROOF_RULES)
    steps.begin("Working out schema.sql")
    synced, trouble = follow_in_schema_file(project, request, base_state, found, proofs, sql=fixed.sql, path=path)
    rows = [row for item in proofs.all for row in item.proof.rows]
    takes_values = can_take_values(fixed.script)
    look_first, verify = _checks(proof, rebuilds=drops_table(fixed.script))
    after = proof.schema_after
    told = (in_authors_words(finding, request.sql or "") for finding in findings)
    return ComposedMigration(
        text=fixed.sql,
        findings=tuple(finding.at(file=finding.file or path) for finding in (*told, *fixed.fixes, *trouble)),
        verification=verified,
        schema_text=synced,
        shapes=shapes_between(before, after, fixed.script) if after else (),
        diagram=picture_of_change(fixed.script, proofs),
        look_first=look_first,
        verify=verify,
        stakes=stakes_of(fixed.script, proofs),
        loses_rows=takes_values or any((row.after or 0) < (row.before or 0) for row in rows),
        accepted=examined.accepted,
        states=states.key,
    )


def _checks(proof: Proof, *, rebuilds: bool) -> tuple[tuple[Check, ...], tuple[Check, ...]]:
    """What to ask the real database before the migration and after it."""
    first = tuple(Check("anything but 0 stops it", query) for query in proof.look_first)
    first += tuple(Check("counts what goes", query) for query in proof.losses)
    after = proof.schema_after
    if after is None:
        return first, ()
    tables = rebuilt_tables(proof.schema_before, after) if rebuilds else ()
    counts = counting_query(tables) if tables else None
    there = verification_query(proof.schema_before, after, references=bool(tables))
    before = (Check("note the counts", counts),) if counts else ()
    then = (Check("no rows means that all is well", there),) if there else ()
    same = (Check("the same counts, less what it deletes on purpose", counts),) if counts else ()
    return (*first, *before), (*then, *same)


def verified_on(states: States, proofs: StateProofs) -> Verification:
    """Word the proofs as the report has them: the history's verdict, and on which databases it was reached."""
    told = verification(proofs.decisive)
    databases = tuple(DatabaseVerdict(item.state.name, item.proof.applied) for item in proofs.all)
    gaps = states.told.gaps
    named = ", ".join(dict.fromkeys(gap.origin.file.rpartition("/")[2] for gap in gaps[:_NAMED]))
    missing: tuple[str, ...] = ()
    if gaps:
        counted = f"{len(gaps)} statement{'s' if len(gaps) > 1 else ''} of the history that could not be replayed"
        missing = (f"{counted} (the first in {named}): {plain(gaps[0].message)}",)
    return replace(told, databases=databases, not_checked=(*told.not_checked, *missing))


_NAMED = 3


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
        exercised=proof.exercised,
        statements=proof.statements,
    )


def _on_real_d1(
    project: Project, request: MigrationRequest, states: States, sql: str, proofs: StateProofs
) -> tuple[Verification, tuple[Finding, ...]]:
    """The shadow's verdict, and real D1's beside it where that was asked for. Both must run the file."""
    shadow, proof = verified_on(states, proofs), proofs.decisive
    if request.engine != "d1":
        return shadow, ()
    from nhimbe_migrations.d1.proof.workerd import prove_on_d1

    command = project.repository.config.wrangler.command
    # A command line that the repository names is a program that it brings along.
    own = None if command == WranglerSettings().command or not is_trusted() else shlex.split(command)
    steps.begin("Running it on real D1")
    real = prove_on_d1(project.repository.root, own, states.history.sql, sql)
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
