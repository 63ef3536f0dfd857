"""Check: the history as a set, every migration by itself, and whether schema.sql agrees with them.

A migration on the default branch may have run anywhere and cannot be edited any more: its errors count as warnings,
and what is less than an error is told only when that file is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.code.assessment import Assessment
from nhimbe_migrations.authoring.examine import examine, lint_only
from nhimbe_migrations.authoring.project.branch import Branch, branch_of
from nhimbe_migrations.authoring.project.branch_states import states_found_by, wishes_of
from nhimbe_migrations.authoring.project.conventions import acceptance_findings, habit_findings
from nhimbe_migrations.authoring.project.drift_findings import drift_findings, wish_findings
from nhimbe_migrations.authoring.result.answers import CheckAnswer, DriftEntry
from nhimbe_migrations.authoring.result.baseline import BASELINE_NAME, beyond_baseline
from nhimbe_migrations.authoring.result.finding_order import files_once, grouped, once_a_file
from nhimbe_migrations.authoring.result.finding_text import finding_lines
from nhimbe_migrations.authoring.result.paging import offset
from nhimbe_migrations.authoring.result.proofs import MigrationProof
from nhimbe_migrations.authoring.result.report import Verification, as_json
from nhimbe_migrations.authoring.result.shown.uses import use_lines
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.system import steps

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.workspace.history.history import Migration

__all__ = ["check", "describe", "every_finding"]


OnProof = Callable[[MigrationProof], None]
"""Told how far a migration was proved."""


def _unheard(_proof: MigrationProof) -> None:
    """For callers who want the findings alone."""


def check(
    project: Project,
    *,
    file: str | None,
    limit: int,
    cursor: str | None,
    base: str | None = None,
    execute: bool = True,
    beside: Sequence[str] = (),
    unmerged: bool = False,
    on_proof: OnProof = _unheard,
) -> CheckAnswer:
    """Check one migration in depth, or all of them; with `base`, only what this branch adds to that ref.

    `beside` names refs whose migrations are run with this branch's in both orders; `unmerged` adds every other branch
    that has some; those of MongoDB are run on a scratch server whether or not `execute` says so. What the baseline of the repository knows is left out; a check of one file tells everything.
    `on_proof` is told what was found of each migration that is proved.

    Raises:
        ArgumentError: there is no such file, page or ref.
    """
    branch = branch_of(project, base)
    verification: Verification | None = None
    drift: tuple[DriftEntry, ...] = ()
    looked = Assessment()
    if file is not None:
        steps.expect(1)
        migration = project.history().find(file)
        proof, found = examine(project, migration, branch, execute=execute)
        if proof is not None:
            on_proof(proof)
            verification = proof.verification
        findings = [*found] if branch.is_new(migration) else [_softened(finding) for finding in found]
        looked = _assessed(project, migration, branch, verification)
    else:
        drift, findings = _everything(project, branch, on_proof, execute=execute)
    known = beyond_baseline(project.repository, findings) if file is None else None
    if known is not None:
        findings = [*once_a_file(known.findings)]
    findings += _conflicts(project, beside, unmerged=unmerged)
    findings = [*grouped(files_once(findings, project.unusable_files()))]
    start = offset(cursor, len(findings))
    counts = Counter(finding.severity for finding in findings)
    return CheckAnswer(
        ok=not counts["error"],
        counts={severity: counts[severity] for severity in ("error", "warning", "note")},
        findings=tuple(findings[start : start + limit]),
        drift=tuple(_named_alone(entry) for entry in drift[:limit]),
        root=project.root,
        verification=verification,
        uses=looked.uses,
        deploy=looked.deploy,
        cost=looked.cost,
        next_cursor=str(start + limit) if start + limit < len(findings) else None,
        baseline=known.left_out or None if known is not None else None,
    )


def _named_alone(entry: DriftEntry) -> DriftEntry:
    """What is missing, or unexplained, is said by its kind and name; what differs needs its sentence."""
    return entry if entry.kind == "different" else replace(entry, message=None)


def _assessed(project: Project, migration: Migration, branch: Branch, verification: Verification | None) -> Assessment:
    """What one file does to the code that there is, on the database that the file found."""
    text = project.migration_text(migration)
    if migration.target == "mongodb":
        from nhimbe_migrations.authoring.deploy.assess import assess_mongodb

        return assess_mongodb(project, text, migration.file, before=migration.file)
    if verification is None or not verification.applied:
        return Assessment()
    from nhimbe_migrations.authoring.deploy.assess import assess_d1

    found = states_found_by(project, frozenset({migration.file}), branch).get(migration.file)
    return Assessment() if found is None else assess_d1(project, text, state_sql=found.history.sql)


def every_finding(project: Project) -> tuple[Finding, ...]:
    """Return what a check of the whole repository finds, each place for itself: what a baseline is made from."""
    return tuple(_everything(project, branch_of(project, None), _unheard, execute=False)[1])


def _everything(
    project: Project, branch: Branch, on_proof: OnProof, *, execute: bool
) -> tuple[tuple[DriftEntry, ...], list[Finding]]:
    steps.expect(2)
    drift, of_drift = _drift(project)
    findings = [*_of_the_set(project, branch, drift), *of_drift, *_of_each(project, branch, on_proof, execute=execute)]
    return drift, [*findings, *_broken_queries(project, branch)]


def describe(verdict: CheckAnswer) -> str:
    """The verdict in a few lines, for hosts that show text."""
    counts = ", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in verdict.counts.items())
    lines = [f"{'ok' if verdict.ok else 'not ok'}: {counts}"]
    if verdict.verification and verdict.verification.applied is not None:
        lines.append(f"Proof: {'applies' if verdict.verification.applied else 'does not apply'}")
    lines += finding_lines(verdict.findings)
    if verdict.next_cursor:
        left = sum(verdict.counts.values()) - int(verdict.next_cursor)
        lines.append(f"… and {left} more findings: call again with cursor {verdict.next_cursor}.")
    lines += use_lines(as_json(verdict.uses))
    if verdict.deploy:
        lines.append(f"Deploy order: {verdict.deploy.told}")
    if verdict.baseline:
        lines.append(f"{verdict.baseline} known findings are left out ({BASELINE_NAME}).")
    return "\n".join(lines)


def _of_the_set(project: Project, branch: Branch, drift: tuple[DriftEntry, ...]) -> Iterator[Finding]:
    yield from project.repository.findings
    yield from acceptance_findings(project)
    yield from habit_findings(project)
    yield from _of_the_history(project, branch)
    yield from branch.findings
    project.types_text()  # so that one that cannot be used is told of
    schema = project.repository.layout.schema
    yield from _not_loadable(project, schema)
    yield from drift_findings(drift, branch, schema)
    yield from wish_findings(wishes_of(project, branch), schema)


def _of_the_history(project: Project, branch: Branch) -> Iterator[Finding]:
    """What is wrong with the files as a set; what concerns deployed files alone cannot be changed any more."""
    new = {migration.name for migration in project.history().migrations if branch.is_new(migration)}
    for finding in project.history().findings:
        is_new = (finding.file or "").rpartition("/")[2] in new or any(name in finding.message for name in new)
        if is_new or finding.severity != "error":
            yield finding
        elif not branch.judges_new_only:
            yield replace(
                finding,
                severity="warning",
                help="They are on the default branch, so leave them as they are: `check --write-baseline` keeps that in mind.",
            )


def _not_loadable(project: Project, schema: str) -> Iterator[Finding]:
    from nhimbe_migrations.d1.proof.schema_problems import not_loaded

    yield from (finding.at(file=schema) for finding in not_loaded(project.schema_text()))


def _of_each(project: Project, branch: Branch, on_proof: OnProof, *, execute: bool) -> Iterator[Finding]:
    migrations = project.history().migrations
    steps.expect(len(migrations))
    with project.as_found():
        for migration in migrations:
            steps.begin(f"Checking {migration.name}")
            if branch.is_new(migration):
                proof, found = examine(project, migration, branch, execute=execute)
                if proof is not None:
                    on_proof(proof)
                yield from found
            elif not branch.judges_new_only:
                found = lint_only(project, migration)
                yield from (_softened(finding) for finding in found if finding.severity == "error")


def _broken_queries(project: Project, branch: Branch) -> Iterator[Finding]:
    from nhimbe_migrations.authoring.code.broken import broken_queries, broken_texts

    steps.begin("Compiling the code's queries")

    old: frozenset[tuple[str, str]] = frozenset()
    if branch.judges_new_only and branch.base is not None:
        first = next(
            (item.file for item in project.history().migrations if item.target == "d1" and branch.is_new(item)), None
        )
        states = states_found_by(project, frozenset({first}), branch)[first] if first else project.states()
        old = broken_texts(project, branch.base, states.history.schema)
    yield from broken_queries(project, old)


def _conflicts(project: Project, refs: Sequence[str], *, unmerged: bool) -> Iterator[Finding]:
    if not refs and not unmerged:
        return
    from nhimbe_migrations.authoring.branches.conflicts import order_conflicts, unmerged_refs

    for ref in dict.fromkeys((*refs, *(unmerged_refs(project) if unmerged else ()))):
        steps.begin(f"Running this branch's migrations and {ref}'s in both orders")
        yield from order_conflicts(project, ref)


def _softened(finding: Finding) -> Finding:
    if finding.severity != "error":
        return finding
    return replace(
        finding, severity="warning", help="It is on the default branch: if it did harm, fix it with a new migration."
    )


def _drift(project: Project) -> tuple[tuple[DriftEntry, ...], tuple[Finding, ...]]:
    from nhimbe_migrations.authoring.project.drift import drift_of

    steps.begin("Comparing schema.sql with the history")

    report = drift_of(project)
    if report is None:
        return (), ()
    entries = (
        DriftEntry(entry.kind, entry.object, entry.name, entry.message, entry.file, entry.line)
        for entry in report.drifts
    )
    return tuple(entries), report.findings
