"""A page for a browser: the verdict, each proof with its picture, and the findings by rule; one file, no network."""

from __future__ import annotations

from nhimbe_migrations.authoring.result.report import as_json
from nhimbe_migrations.authoring.result.web_page import check_page
from nhimbe_migrations.cli.formats.reported import CheckReport, Reported
from nhimbe_migrations.findings.visible import visible

__all__ = ["html"]


def html(report: CheckReport) -> str:
    """Return the page."""
    answers = report.answers
    data = {
        "root": report.root,
        "counts": {severity: len(report.of(severity)) for severity in ("error", "warning", "note")},
        "findings": [_finding(entry) for entry in report.found],
        "proofs": as_json(report.proofs),
        "uses": [as_json(use) for answer in answers for use in answer.uses],
        "deploy": as_json(answers[0].deploy) if len(answers) == 1 else None,
    }
    words = "\n".join(
        f"{entry.finding.severity} {entry.finding.rule} ({visible(entry.path)}:{entry.line}): {entry.text}"
        for entry in report.found
    )
    return check_page(data, title="Check of the migrations", text=words or "No findings.").rstrip("\n")


def _finding(entry: Reported) -> dict[str, object]:
    text = (entry.line_text or "").strip()
    return {**as_json(entry.finding), **({"text": text[:_LONGEST]} if text else {})}


_LONGEST = 400
"""Characters of a quoted line."""
