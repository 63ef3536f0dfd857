"""`nhimbe-migrations check`: findings for people, for programs, or for GitHub. Never imports mcp.

Exit codes: 0 no error, 1 an error stands, 2 the check could not run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator

from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.project.project import open_desk
from nhimbe_migrations.authoring.result.answers import CheckAnswer
from nhimbe_migrations.authoring.result.report import as_json
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.visible import harmless_line, visible

__all__ = ["run_check"]

_ALL = 1_000_000
_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def run_check(given: argparse.Namespace) -> int:
    """Check what `given` names; print the verdict; return the exit code."""
    try:
        project = open_desk(given.repo, os.environ)
        files = given.files or [None]
        verdicts = [
            check(
                project,
                file=file,
                limit=_ALL,
                cursor=None,
                base=given.base,
                execute=given.execute,
                beside=given.beside,
                unmerged=given.unmerged,
            )
            for file in files
        ]
    except MigrationsError as error:
        sys.stderr.write(f"nhimbe-migrations: {error}\n")
        return 2
    for line in _printed(verdicts, given.format):
        # A command of ours is one line; a line of the repository's text is none.
        safe = line if given.format != "text" else "\n".join(map(harmless_line, visible(line).split("\n")))
        sys.stdout.write(safe + "\n")
    return 0 if all(verdict.ok for verdict in verdicts) else 1


def _printed(verdicts: list[CheckAnswer], style: str) -> Iterator[str]:
    match style:
        case "json":
            data = [as_json(verdict) for verdict in verdicts]
            yield json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2)
        case "github":
            yield from (_annotation(finding) for verdict in verdicts for finding in verdict.findings)
        case _:
            for verdict in verdicts:
                yield from _lines(verdict)


def _lines(verdict: CheckAnswer) -> Iterator[str]:
    for finding in verdict.findings:
        place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
        yield f"{place}{': ' if place else ''}{finding.severity}: {finding.message} [{finding.rule}]"
        if finding.help:
            yield f"    → {finding.help}"
    counts = ", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in verdict.counts.items())
    yield f"{'ok' if verdict.ok else 'not ok'}: {counts}"


def _annotation(finding: Finding) -> str:
    """Write a finding as a workflow command (GitHub's documentation: `%`, CR, LF, `:` and `,` are escaped)."""
    places = {"file": finding.file, "line": finding.line, "title": finding.rule}
    told = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in places.items() if value is not None)
    text = _escaped(f"{finding.message} {finding.help}".strip())
    return f"::{_GITHUB[finding.severity]} {told}::{text}".replace("##[", r"#\#[")


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
