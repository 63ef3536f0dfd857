"""Markdown for a comment on a pull request or a step's summary: the verdict, each proof, and the findings."""

from __future__ import annotations

from nhimbe_migrations.cli.formats.reported import CheckReport
from nhimbe_migrations.rendering import render

__all__ = ["markdown"]

_MOST = 40
"""Findings in a comment; GitHub takes 65,536 characters."""


def markdown(report: CheckReport) -> str:
    """Return the page; its first line is the mark by which a comment is found again."""
    told = (*report.of("error"), *report.of("warning"))
    return render(
        "report/check.md.j2",
        errors=len(report.of("error")),
        warnings=len(report.of("warning")),
        notes=len(report.of("note")),
        proofs=report.proofs,
        shown=told[:_MOST],
        more=len(told) - _MOST,
    ).strip()
