"""`nhimbe-migrations diff`: the statements that schema.sql, edited by hand, asks for; nothing is written."""

from __future__ import annotations

import argparse
import os
import sys

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import propose
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.result.report import as_json
from nhimbe_migrations.authoring.result.report_text import describe
from nhimbe_migrations.cli.progress import progress_bar
from nhimbe_migrations.errors import MigrationsError

__all__ = ["run_diff"]


def run_diff(given: argparse.Namespace) -> int:
    """Print the migration, and to standard error what its proof says. Return 0, 1 where it is refused, 2 where there is none."""
    try:
        renames = dict(_pair(text) for text in given.rename)
        request = request_from(
            description="Follow schema.sql",
            target="d1",
            from_schema=True,
            renames=renames,
            accept=_accepted(given.accept),
        )
        with progress_bar():
            proposal = propose(open_project(given.repo, os.environ, database=given.database), request)
    except MigrationsError as error:
        sys.stderr.write(f"nhimbe-migrations: {error}\n")
        return 2
    if given.format == "html":
        from nhimbe_migrations.authoring.result.web_page import report_page

        report, title = proposal.report, f"Draft of {proposal.report.file}"
        sys.stdout.write(report_page(as_json(report), proposal.stakes, title=title, text=describe(report)))
    else:
        sys.stdout.write(proposal.text)
        sys.stderr.write(f"{describe(proposal.report)}\n")
    return 1 if proposal.report.refused else 0


def _pair(text: str) -> tuple[str, str]:
    old, _, new = text.partition("=")
    return old.strip(), new.strip()


def _accepted(texts: list[str]) -> list[dict[str, str]]:
    return [{"rule": rule, "reason": reason} for rule, reason in map(_pair, texts)]
