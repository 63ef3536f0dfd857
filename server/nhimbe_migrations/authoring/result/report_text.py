"""The report in a few lines, for hosts that show text; everything in it stands in the structured result too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nhimbe_migrations.authoring.result.report import Report, as_json
from nhimbe_migrations.rendering import render

__all__ = ["describe"]


def describe(report: Report | Mapping[str, Any]) -> str:
    """Say what was done or would be done, the findings, and the next move."""
    return render("report/report.txt.j2", report=as_json(report) if isinstance(report, Report) else report).strip()
