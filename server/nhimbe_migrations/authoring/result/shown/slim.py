"""The structured result as a model needs it: what was said before, or follows from the rest, is left out.

A host may show its model this result instead of the text, so everything that a reader acts on stays. What goes is
what the caller sent, what a draft has said already when it is written, what the write will say, and pictures. A panel
gets the whole report beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from nhimbe_migrations.authoring.result.report import NO_ORDER
from nhimbe_migrations.authoring.result.shown.commands import (
    asked_first,
    questions_of_refusal,
    told_once,
    told_steps,
    with_commands,
)
from nhimbe_migrations.authoring.result.shown.diffs import as_known, without_context
from nhimbe_migrations.authoring.result.shown.uses import pressing_uses, why_of_order

__all__ = ["slim_report"]

_Data = Mapping[str, Any]
_SAID_BY_THE_DRAFT = frozenset({"diagram", "cost", "uses", "deploy", "draft"})
_VERDICT = ("engine", "level", "applied")
"""What a write repeats of the verdict: a host may keep this answer alone."""
_SANDBOX = ("no files", "no processes", "no network", "a server of its own")
"""Says so only where it is not complete."""
_SAID_BY_THE_NEXT_DRAFT = frozenset({"cost", "deploy", "manual_steps"})


def slim_report(report: _Data, sent: str | None = None, *, drafted: bool = False) -> dict[str, Any]:
    """Return `report`, which is JSON data, less what repeats.

    `sent` is the SQL or the code that the caller wrote; with `drafted` the report is of the write of a draft, whose
    answer had the rest of the verdict.
    """
    if drafted:
        kept = {name: value for name, value in report.items() if name not in _SAID_BY_THE_DRAFT}
        if verification := report.get("verification"):
            kept["verification"] = {name: verification[name] for name in _VERDICT if verification.get(name) is not None}
            if down := verification.get("down"):
                kept["verification"]["down"] = {name: down[name] for name in ("executed", "reverses") if name in down}
        kept |= {"commands": [*told_once(report.get("commands", ()))], "manual_steps": told_steps(report)}
        return {name: value for name, value in kept.items() if value or name not in {"findings", "manual_steps"}}
    refused, is_draft = bool(report.get("refused")), bool(report.get("draft")) and not report["written"]
    commands = [
        *told_once(
            questions_of_refusal(report) if refused else asked_first(report) if is_draft else report.get("commands", ())
        )
    ]
    slim = {
        **report,
        "files": [*_files(report, sent)],
        "findings": [*_findings(report, commands)],
        "uses": [*_uses(pressing_uses(report))],
        "commands": commands,
    }
    if verification := report.get("verification"):
        slim["verification"] = _verdict(verification, refused=refused)
    if deploy := report.get("deploy"):
        slim["deploy"] = (
            {"order": deploy["order"], "why": why_of_order(report)}
            if deploy["why"] != NO_ORDER
            else {"order": deploy["order"]}
        )
    if cost := report.get("cost"):
        slim["cost"] = _cost(cost)
    slim["manual_steps"] = told_steps(report)
    without = {"diagram"} | (_SAID_BY_THE_NEXT_DRAFT if refused else {"manual_steps"} if is_draft else set())
    return {
        name: value
        for name, value in slim.items()
        if name not in without and not (name in {"uses", "commands", "manual_steps"} and not value)
    }


def _files(report: _Data, sent: str | None) -> Iterator[_Data]:
    """The files, without a diff where the caller knows the text; of a refusal none, since no file changes."""
    if report.get("refused"):
        return
    known = as_known(report, sent)
    for file in report["files"]:
        bare = {name: value for name, value in file.items() if name != "diff"}
        if note := known.get(file["path"]):
            yield {**bare, "note": note}
        else:
            yield {**file, "diff": without_context(file.get("diff") or "")}


def _findings(report: _Data, commands: Sequence[_Data]) -> Iterator[_Data]:
    """The findings, without a query that a command asks, and without the place where that is the migration."""
    for finding in with_commands(report["findings"], commands, "(see `commands`)"):
        place = {} if finding.get("file") == report.get("file") else {"file": finding.get("file")}
        rest = {name: value for name, value in finding.items() if name != "file"}
        yield {**rest, **{name: value for name, value in place.items() if value}}


def _uses(uses: Iterable[_Data]) -> Iterator[_Data]:
    """The uses; one that has the effect and the reason of the one before it does not repeat the reason."""
    before: tuple[str, str | None] | None = None
    for use in uses:
        now = use["effect"], use.get("why")
        yield {name: value for name, value in use.items() if name != "why" or now != before}
        before = now


def _verdict(verification: _Data, *, refused: bool) -> _Data:
    """The verdict; an error of the engine that the findings or the differences after down() say is not said twice."""
    differences = (verification.get("down") or {}).get("differences", ())
    error = str(verification.get("error") or "").rstrip(".")
    return {
        name: value
        for name, value in verification.items()
        if not (name == "error" and (refused or any(error == item.rstrip(".") for item in differences)))
        and not (name == "isolation" and tuple(value) == _SANDBOX)
    }


def _cost(cost: _Data) -> _Data:
    """The cost, with the estimate of the largest table alone: the others are in proportion."""
    kept = [{name: item[name] for name in ("rows", "dollars")} for item in cost.get("estimates", ())[-1:]]
    return {**cost, "estimates": kept} if kept else cost
