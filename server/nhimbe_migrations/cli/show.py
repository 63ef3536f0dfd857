"""`nhimbe-migrations show`: a draft that was proved and not written yet, for a person who wants to see it first."""

from __future__ import annotations

import argparse
import json
import os
import sys

from nhimbe_migrations.authoring.compose.saved_drafts import SavedDraft, load_draft
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.result.report_text import describe
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.findings.visible import harmless_line, visible

__all__ = ["run_show"]


def run_show(given: argparse.Namespace) -> int:
    """Print the draft that `given` names; return 0, or 2 where there is none."""
    try:
        draft = load_draft(open_project(given.repo, os.environ, undecided=True), given.draft)
    except MigrationsError as error:
        sys.stderr.write(f"nhimbe-migrations: {error}\n")
        return 2
    sys.stdout.write(_written(draft, {**draft.report, "draft": given.draft}, given.format))
    return 0


def _written(draft: SavedDraft, report: dict[str, object], style: str) -> str:
    match style:
        case "json":
            return json.dumps(report, ensure_ascii=False, indent=2) + "\n"
        case "html":
            from nhimbe_migrations.authoring.result.web_page import report_page

            return report_page(report, draft.stakes, title=f"Draft of {report['file']}", text=describe(report))
        case _:
            return "".join(f"{harmless_line(line)}\n" for line in visible(describe(report)).split("\n"))
