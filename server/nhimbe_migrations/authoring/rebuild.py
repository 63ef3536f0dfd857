"""Rebuild: the statements that change a table in ways ALTER TABLE cannot, with every row of every table kept.

They are worked out on the database that the history makes, which holds what any state has, so that children, triggers
and indexes of all of them are kept. With a description they become a draft at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.authoring.result.answers import Rebuild
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.rendering import render

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.compose.proposal import Proposal
    from nhimbe_migrations.authoring.draft import OnProposal
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.authoring.result.report import Report
    from nhimbe_migrations.d1.rebuild.plan import RebuildPlan
    from nhimbe_migrations.d1.states.states import States

__all__ = ["describe", "rebuild"]


def rebuild(
    project: Project,
    *,
    table: str,
    definition: str,
    columns: Mapping[str, str],
    description: str | None = None,
    accept: Sequence[Mapping[str, Any]] = (),
    on_proposal: OnProposal | None = None,
) -> Rebuild:
    """Work out the statements and prove them on the populated shadow; draft them where `description` says what for.

    Raises:
        ArgumentError: the table is unknown, or `definition` is no CREATE TABLE.
        RefusedError: rows would be lost, or a new NOT NULL column has no value.
    """
    from nhimbe_migrations.d1.rebuild.plan import plan_rebuild

    states = project.states()
    plan = plan_rebuild(
        states.history.sql,
        table=table,
        definition=definition,
        columns=columns,
        render=render,
        # Whoever gets the statements reads what they accept; a draft asks for the acceptance itself.
        accepts_losses=description is None,
        also=states.schema_file.schema if states.schema_file else None,
        # A draft proves the very file that is written: once is enough.
        proves=description is None,
    )
    # Parts of a CRLF schema.sql stand in it; a trigger with CRLF is cut wrongly by wrangler (trigger-line-endings).
    sql = plan.sql.replace("\r\n", "\n")
    if description is None:
        findings = (*plan.findings, *_elsewhere(states, sql))
        return Rebuild(table=plan.table, sql=sql, why=plan.why, method=plan.method, findings=findings)
    report, plan = _drafted(project, replace(plan, sql=sql), description, accept, on_proposal)
    return _told_of(plan, report, accept)


def describe(answer: Rebuild, definition: str = "") -> str:
    """The answer in words, for hosts that show text; `definition` is what the caller sent."""
    if answer.sql is not None:
        lines = [f"{finding.severity} {finding.rule}: {finding.message} {finding.help}" for finding in answer.findings]
        return "\n".join((*lines, f"{answer.why}\n\n{answer.sql}"))
    from nhimbe_migrations.authoring.result import report_text

    return f"{report_text.describe(answer, definition, planned=not answer.refused)}\n{answer.why}"


def _elsewhere(states: States, sql: str) -> Iterator[Finding]:
    """What the statements meet on the other databases."""
    from nhimbe_migrations.d1.proof.every_state import prove_on_states

    if len(states.distinct) > 1:
        known = prove_on_states(states, sql)
        yield from (
            finding.at()
            for finding in known.findings
            if finding not in known.decisive.findings and finding.severity != "note"
        )


def _drafted(
    project: Project,
    plan: RebuildPlan,
    description: str,
    accept: Sequence[Mapping[str, Any]],
    on_proposal: OnProposal | None,
) -> tuple[Report, RebuildPlan]:
    """The draft, and the plan with what the draft's own proof says of it.

    Raises:
        RefusedError: the proof says that the plan does not keep everything; then nothing is saved.
    """
    from nhimbe_migrations.authoring.compose.request import request_from
    from nhimbe_migrations.authoring.draft import draft
    from nhimbe_migrations.d1.rebuild.verify import proved

    found: list[Finding] = []
    checked = plan.goal is None

    def check(proposal: Proposal) -> None:
        nonlocal checked
        if plan.goal is not None:
            checked = True
            found.extend(proved(project.states().history.sql, proposal.text, plan.goal))
        if on_proposal is not None:
            on_proposal(proposal)

    request = request_from(description=description, target="d1", sql=plan.sql, accept=accept)
    try:
        report = draft(project, request, on_proposal=check)
    except RefusedError:
        if plan.goal is not None and not checked:  # why the plan does not hold says more than what else follows from it
            proved(project.states().history.sql, plan.sql, plan.goal)
        raise
    return report, replace(plan, findings=(*plan.findings, *found))


def _told_of(plan: RebuildPlan, report: Report, accept: Sequence[Mapping[str, Any]]) -> Rebuild:
    """The draft's report, with what the plan found besides."""
    told = {finding.rule for finding in report.findings}
    own = tuple(finding for finding in plan.findings if finding.rule not in told and finding.rule not in _rules(accept))
    fields = {field.name: getattr(report, field.name) for field in dataclass_fields(report)}
    answer = Rebuild(**fields, table=plan.table, why=plan.why, method=plan.method)
    return replace(answer, findings=(*report.findings, *own))


def _rules(accept: Sequence[Mapping[str, Any]]) -> set[str]:
    return {str(item.get("rule", "")).strip() for item in accept}
