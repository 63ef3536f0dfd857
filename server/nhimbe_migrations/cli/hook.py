"""`nhimbe-migrations hook`: what an assistant wrote by hand is checked at once, and the findings go back to it.

It takes the event of Claude Code's PostToolUse hook on standard input (its documentation: `tool_input.file_path`, `cwd`)
and answers in that hook's form: `decision: block` with a reason reaches the assistant; `additionalContext` does too and
stops nothing. A file that is neither a migration nor schema.sql is passed over without a word, and so is an event that
cannot be read: a hook that fails must not stand in the way of other work.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.errors import ArgumentError, MigrationsError

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.findings.finding import Finding

__all__ = ["run_hook"]

_SUFFIXES = {".sql", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"}
_EVENT_BYTES = 32_000_000
"""The event holds the whole file that was written."""
_REASON = 4_000
"""Characters; a reason is read by a model."""


def run_hook(given: argparse.Namespace) -> int:
    """Read one event, answer it, and return 0; what could not be checked is said on standard error, with 0 as well."""
    path, folder = _written(sys.stdin.buffer.read(_EVENT_BYTES))
    if path is None or Path(path).suffix not in _SUFFIXES:
        return 0
    try:
        findings = _findings(given.repo or folder, path)
    except MigrationsError as error:
        sys.stderr.write(f"nhimbe-migrations: {error}\n")
        return 0
    if answer := _answer(findings):
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


def _written(data: bytes) -> tuple[str | None, str | None]:
    """The file that was written, and the folder that the assistant works in; None for what the event does not say."""
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):
        return None, None
    given = event.get("tool_input") if isinstance(event, dict) else None
    path = given.get("file_path") if isinstance(given, dict) else None
    folder = event.get("cwd") if isinstance(event, dict) else None
    return path if isinstance(path, str) else None, folder if isinstance(folder, str) else None


def _findings(start: str | None, path: str) -> list[Finding]:
    """What is wrong with the file at `path`; nothing where it is none of ours."""
    from nhimbe_migrations.authoring.project.project import open_every_project

    try:
        project = open_every_project(start, os.environ, file=path)[0]
    except ArgumentError:  # the file is of none of several databases
        return []
    try:
        file = Path(start or ".", path).resolve().relative_to(project.repository.root).as_posix()
    except (ValueError, OSError):
        return []
    if file == project.repository.layout.schema:
        return _of_schema(project, file)
    if any(migration.file == file for migration in project.history().migrations):
        return _of_migration(project, file)
    return []


def _of_schema(project: Project, file: str) -> list[Finding]:
    from nhimbe_migrations.authoring.check import check

    verdict = check(project, file=None, limit=1_000, cursor=None, execute=False)
    return [finding for finding in verdict.findings if finding.file == file]


def _of_migration(project: Project, file: str) -> list[Finding]:
    from nhimbe_migrations.authoring.check import check

    verdict = check(project, file=file, limit=1_000, cursor=None)
    of_the_set = [finding for finding in project.history().findings if finding.file == file]
    return [*of_the_set, *(finding for finding in verdict.findings if finding not in of_the_set)]


def _answer(findings: Sequence[Finding]) -> dict[str, Any] | None:
    told = [finding for finding in findings if finding.severity != "note"]
    if not told:
        return None
    errors = [finding for finding in told if finding.severity == "error"]
    text = "\n".join(_line(finding) for finding in (*errors, *(item for item in told if item not in errors)))
    if len(text) > _REASON:
        text = f"{text[:_REASON]}…\nThe rest: check_migrations with this file."
    if errors:
        return {
            "decision": "block",
            "reason": f"This file would fail or lose data on a database with rows:\n{text}\n"
            "Fix it, or take it back and use draft_migration, which proves a migration before it writes one.",
        }
    return {"hookSpecificOutput": {"hookEventName": "PostToolUse", "additionalContext": text}}


def _line(finding: Finding) -> str:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file or ""
    return f"{finding.severity} {finding.rule} {place}: {finding.message} {finding.help}".rstrip()
