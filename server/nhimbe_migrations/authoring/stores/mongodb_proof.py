"""How far a MongoDB migration was proved, as the report words it: parsed, type-checked, executed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.report import DownVerdict, Level, Verification
from nhimbe_migrations.authoring.stores.declared_fields import declared_fields
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.migration_file import ParsedMigration
from nhimbe_migrations.mongodb.code.rules import SYNTAX_ERROR
from nhimbe_migrations.mongodb.lint.rules import escapes
from nhimbe_migrations.mongodb.plan.step import AssumedNewField
from nhimbe_migrations.mongodb.proof.prove import Execution
from nhimbe_migrations.mongodb.proof.prove import execute as run
from nhimbe_migrations.mongodb.proof.typecheck import TypeCheck, type_check
from nhimbe_migrations.mongodb.proof.verdict.snapshot import Loss
from nhimbe_migrations.mongodb.sandbox.tools import INSTALL
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["ProofResult", "judge"]

_UP_WENT_WRONG = {
    "breaks-the-run", "does-not-compile", "escapes-database", "escapes-sandbox", "import-not-found", "load-fails",
    "missing-await", "no-up", "time-limit", "up-fails",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProofResult:
    verification: Verification
    findings: tuple[Finding, ...]
    given_back: frozenset[int] = frozenset()
    """Lines of up that changed or deleted documents, all of which down gave back as they were."""
    empty: frozenset[int] = frozenset()
    """Lines of up that drop a collection which up has found to hold nothing, or else it would have stopped."""
    repeated: frozenset[int] = frozenset()
    """Lines of up that write documents, where a second up right after the first changed nothing."""
    why_not_executed: str = ""
    """What it would need to be run; empty where it ran, or where something else kept it from being run."""


def judge(
    project: Project,
    parsed: ParsedMigration,
    before: Collections,
    *,
    absent: Iterable[AssumedNewField] = (),
    losses: Iterable[Loss] = (),
    execute: bool = True,
    meanwhile: Callable[[], None] | None = None,
) -> ProofResult:
    """Type-check and run `parsed` on what the history before it made; a text with syntax errors is not run.

    `meanwhile` is called where the compiler is waited for.
    """
    if parsed.up is None or any(error.rule == SYNTAX_ERROR.name for error in parsed.errors):
        why = "not run: it does not parse"
        return ProofResult(Verification("none", "not checked", applied=False, not_checked=(why,)), ())
    root = project.repository.root
    with ThreadPoolExecutor(1) as beside:
        # Both wait for other programs most of the time.
        checking = beside.submit(type_check, parsed.text, parsed.file, root)
        ran = (
            _ran(project, parsed, before, absent, losses)
            if execute
            else Execution("not checked", "execution was not asked for")
        )
        if meanwhile is not None and not checking.done():
            meanwhile()
        checked = checking.result()
    verification = _verification(checked, ran)
    reverses = verification.down is not None and verification.down.reverses is True
    lines = frozenset(write.line for write in ran.writes if reverses and write.met and write.line)
    repeated = frozenset(write.line for write in ran.writes if ran.repeats and write.met and write.line)
    missing = ran.why if ran.status == "not checked" and INSTALL in ran.why else ""
    return ProofResult(
        verification, (*checked.errors, *ran.findings), lines, _found_empty(parsed, ran), repeated, missing
    )


def _found_empty(parsed: ParsedMigration, ran: Execution) -> frozenset[int]:
    calls = parsed.up.calls if parsed.up and ran.must_be_empty else ()
    dropped = {"drop": lambda call: call.collection, "dropCollection": lambda call: call.argument(0)}
    return frozenset(
        call.line for call in calls if call.method in dropped and dropped[call.method](call) == ran.must_be_empty
    )


def _ran(
    project: Project,
    parsed: ParsedMigration,
    before: Collections,
    absent: Iterable[AssumedNewField],
    losses: Iterable[Loss],
) -> Execution:
    if ways_out := escapes(parsed, before):
        lines = ", ".join(dict.fromkeys(f"line {finding.line} ({finding.rule})" for finding in ways_out))
        return Execution("not checked", f"it was not run, since it reaches beyond its database: {lines}")
    gone, declared = tuple(absent), declared_fields(project, parsed, before)
    return run(
        parsed.text,
        seed=seed_for(parsed, before, absent=gone, declared=declared),
        repository_root=project.repository.root,
        file=parsed.file,
        losses=tuple(losses),
        reseed=lambda observed: seed_for(parsed, before, absent=gone, declared=declared, observed=observed),
    )


def _verification(checked: TypeCheck, ran: Execution) -> Verification:
    executed = ran.status != "not checked"
    level: Level = "executed" if executed else checked.level
    not_checked = [f"types: {checked.why_not}"] if checked.why_not else []
    not_checked += [] if executed else [f"execution: {ran.why}"]
    rules = {finding.rule for finding in ran.findings if finding.severity == "error"}
    return Verification(
        engine=ran.server or ("typescript" if checked.level == "type-checked" else "none"),
        level=level,
        applied=not rules & _UP_WENT_WRONG if executed else None,
        rerunnable=ran.rerunnable,
        down=_down(ran),
        error=next((finding.message for finding in ran.findings if finding.severity == "error"), None),
        not_checked=tuple(not_checked),
        isolation=ran.isolation if executed else (),
    )


def _down(ran: Execution) -> DownVerdict:
    if ran.status == "not checked":
        return DownVerdict(None, why=ran.why)
    if ran.status == "passed" and any(finding.rule == "changed-nothing" for finding in ran.findings):
        return DownVerdict(None, why="up changed no document: not proved")
    lost = any(finding.rule == "accepted-loss" for finding in ran.findings)
    if ran.status == "passed" and lost:
        # What does not come back is no reversal, however well it was meant.
        return DownVerdict(
            reverses=False, differences=ran.differences, why="A loss was accepted: down() undoes everything else."
        )
    return DownVerdict(ran.status == "passed", ran.differences)
