"""The report in a few lines, for hosts that show text: enough to act on alone.

What the caller sent is not sent back: a line of a diff that says what the request, or the migration above it, says
already is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nhimbe_migrations.authoring.result.report import Deploy, Report, as_json
from nhimbe_migrations.authoring.result.shown.commands import (
    commands_now,
    in_words,
    questions_of_refusal,
    told_steps,
    with_commands,
    without_counts,
)
from nhimbe_migrations.authoring.result.shown.diffs import short_diffs
from nhimbe_migrations.authoring.result.shown.uses import pressing_uses, use_lines, why_of_order
from nhimbe_migrations.rendering import render

__all__ = ["describe"]


def describe(
    report: Report | Mapping[str, Any],
    sent: str | None = None,
    *,
    drafted: bool = False,
    planned: bool = False,
    repeat: bool = False,
) -> str:
    """Say what was done or would be done: the files with a short diff, the verdict, the findings, the next move.

    `sent` is the text that the caller wrote, such as the SQL of a draft; with `drafted` it was shown as a draft before,
    and its findings are those that are new since; with `planned` the migration's text was worked out and is told in other words;
    with `repeat` an earlier write has landed it.
    """
    data = as_json(report) if isinstance(report, Report) else report
    if repeat:
        data = {**data, "written": True}
    commands = questions_of_refusal(data) if data.get("refused") else commands_now(data)
    uses = data.get("uses", ())
    pressing = pressing_uses(data)
    return render(
        "report/report.txt.j2",
        report=data,
        shown=dict(short_diffs(data, sent, planned=planned)),
        findings=[*_findings(data, commands)],
        paths=_paths(data["files"]),
        notes=len(data["findings"]) - len(_pressing(data)),
        drafted=drafted,
        repeat=repeat,
        uses=[*use_lines(pressing)],
        more_uses=len(uses) - len(pressing),
        commands=[*in_words(without_counts(commands), drafted=drafted)],
        counting=len(commands) - len(without_counts(commands)),
        deploy=_order(data),
        steps=told_steps(data),
        cost=_cost(data.get("cost")),
    ).strip()


def _findings(report: Mapping[str, Any], commands: Sequence[Mapping[str, str]]) -> Iterable[Mapping[str, Any]]:
    """The findings; of a refusal with their queries, since no command stands below them."""
    if report.get("refused"):
        return _pressing(report)
    return with_commands(_pressing(report), commands, "(the command below)")


def _pressing(report: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The findings; of a refused migration without the notes, since it is written anew."""
    findings: Sequence[Mapping[str, Any]] = report["findings"]
    return [item for item in findings if item["severity"] != "note"] if report.get("refused") else findings


def _paths(files: Sequence[Mapping[str, Any]]) -> str:
    """The files that a draft has named already: the first in full, the others by their names."""
    names = [file["path"] for file in files]
    return ", ".join([*names[:1], *(name.rpartition("/")[2] for name in names[1:])])


def _order(report: Mapping[str, Any]) -> str:
    """The order of deployment, and why."""
    deploy = report.get("deploy")
    return Deploy(deploy["order"], why_of_order(report)).told if deploy else ""


def _cost(cost: Mapping[str, Any] | None) -> str | None:
    """Rows read and written for each row, and what the largest table that was reckoned with would cost."""
    if not cost or not cost.get("per_row"):
        return None
    estimates, note = cost.get("estimates") or (), cost.get("note") or ""
    if not estimates and all("rows" in item for item in cost["per_row"]):
        held = ", ".join(f"{item['rows']:,} of {item['table']}" for item in cost["per_row"])
        figures = f"{cost['rows_read']:,} rows read and {cost['rows_written']:,} written (rows: {held})"
        return f"Cost: {figures}. {note}".rstrip()
    if not estimates:
        return None
    dear = estimates[-1]
    seconds = "" if note else f", about {dear['seconds']:g} s"
    return f"Cost: ${dear['dollars']:g} at {dear['rows']:,} rows{seconds}. {note}".rstrip()
