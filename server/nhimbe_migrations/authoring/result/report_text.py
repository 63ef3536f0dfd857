"""The report in a few lines, for hosts that show text; everything in it stands in the structured result too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.authoring.result.report import Report, as_json
from nhimbe_migrations.rendering import render

__all__ = ["describe"]


_MOST_LINES = 12
"""Of one file's diff; the rest is counted, and stands in the structured result."""
_MOST_CHARACTERS = 160
"""Of one line."""


def describe(report: Report | Mapping[str, Any]) -> str:
    """Say what was done or would be done: the files with a short diff, the verdict, the findings, the next move."""
    data = as_json(report) if isinstance(report, Report) else report
    shown = {file["path"]: tuple(_short(file.get("diff") or "")) for file in data["files"]}
    return render("report/report.txt.j2", report=data, shown=shown).strip()


def _short(diff: str) -> Iterator[str]:
    """The changed lines of a diff, as many as are worth a reader's time."""
    changed = [line for line in diff.splitlines() if line.startswith(("+", "-")) and line.strip("+- ")]
    for line in changed[:_MOST_LINES]:
        yield line if len(line) <= _MOST_CHARACTERS else f"{line[: _MOST_CHARACTERS - 1]}…"
    if len(changed) > _MOST_LINES:
        yield f"… and {len(changed) - _MOST_LINES} more lines (see `files`)"
