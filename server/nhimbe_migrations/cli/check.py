"""`nhimbe-migrations check`: findings for people, for programs, or for GitHub. Never imports mcp.

Exit codes: 0 no error, 1 an error stands, 2 the check could not run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

from nhimbe_migrations.authoring.check import check, every_finding
from nhimbe_migrations.authoring.project.project import Project, open_every_project
from nhimbe_migrations.authoring.result.answers import CheckAnswer
from nhimbe_migrations.authoring.result.baseline import BASELINE_NAME, baseline_text
from nhimbe_migrations.authoring.result.proofs import MigrationProof
from nhimbe_migrations.authoring.result.report import as_json
from nhimbe_migrations.cli.formats.reported import CheckReport, reported
from nhimbe_migrations.cli.progress import progress_bar
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.findings.visible import harmless_line, visible

__all__ = ["run_check"]

_ALL = 1_000_000


def run_check(given: argparse.Namespace) -> int:
    """Check what `given` names; print the verdict; return the exit code."""
    try:
        every = open_every_project(given.repo, os.environ, database=given.database)
        if given.write_baseline:
            return _write_baseline(every)
        asked = [(project, file) for file in given.files or [None] for project in _of_file(given, every, file)]
        project = asked[0][0]
        several = len({each.repository.discovery.name for each, _ in asked}) > 1
        names = [each.repository.discovery.name if several else None for each, _ in asked]
        proofs: list[MigrationProof] = []
        with progress_bar(wanted=given.format == "text"):
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
                    on_proof=proofs.append,
                )
                for project, file in asked
            ]
    except MigrationsError as error:
        sys.stderr.write(f"nhimbe-migrations: {error}\n")
        return 2
    try:
        for style, path in given.save:
            Path(path).write_text(
                _written(project, verdicts, proofs, style, names) + "\n", encoding="utf-8", newline="\n"
            )
    except OSError as error:
        sys.stderr.write(f"nhimbe-migrations: {error.filename} cannot be written: {error.strerror}.\n")
        return 2
    text = _written(project, verdicts, proofs, given.format, names)
    if given.format == "text":
        # A command of ours is one line; a line of the repository's text is none.
        text = "\n".join(harmless_line(line) for line in visible(text).split("\n"))
    sys.stdout.write(text + "\n" if text else "")
    return 0 if all(verdict.ok for verdict in verdicts) else 1


def _of_file(given: argparse.Namespace, every: Sequence[Project], file: str | None) -> Sequence[Project]:
    """The databases that `file` is of; looked for only where there are several."""
    if file is None or len(every) == 1:
        return every
    return open_every_project(given.repo, os.environ, database=given.database, file=file)


def _write_baseline(projects: Sequence[Project]) -> int:
    repository = projects[0].repository
    text = baseline_text(
        repository, dict.fromkeys(finding for project in projects for finding in every_finding(project))
    )
    try:
        repository.locate(BASELINE_NAME).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        sys.stderr.write(f"nhimbe-migrations: {BASELINE_NAME} cannot be written: {error.strerror}.\n")
        return 2
    count = text.count('"fingerprint"')
    sys.stdout.write(
        f"Wrote {count} finding{'' if count == 1 else 's'} to {BASELINE_NAME}: only new ones are reported from now on.\n"
    )
    return 0


def _written(
    project: Project,
    verdicts: list[CheckAnswer],
    proofs: list[MigrationProof],
    style: str,
    names: Sequence[str | None],
) -> str:
    match style:
        case "json":
            data = [as_json(verdict) for verdict in verdicts]
            return json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2)
        case "text":
            return "\n".join(
                line for name, verdict in zip(names, verdicts, strict=True) for line in _lines(verdict, name)
            )
        case _:
            findings = [finding for verdict in verdicts for finding in verdict.findings]
            return _format(style)(reported(project, findings, proofs, verdicts))


def _format(style: str) -> Callable[[CheckReport], str]:
    """The function of that name, in the module of that name."""
    written: Callable[[CheckReport], str] = getattr(import_module(f"nhimbe_migrations.cli.formats.{style}"), style)
    return written


def _lines(verdict: CheckAnswer, name: str | None) -> Iterator[str]:
    if name is not None:
        yield f"Database {name}:"
    for finding in verdict.findings:
        place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
        yield f"{place}{': ' if place else ''}{finding.severity}: {finding.message} [{finding.rule}]"
        if finding.help:
            yield f"    → {finding.help}"
    for use in verdict.uses:
        yield f"{use.file}:{use.line}: {use.effect}: {use.text}"
    if verdict.deploy:
        yield f"Deploy order: {verdict.deploy.told}"
    counts = ", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in verdict.counts.items())
    if verdict.baseline:
        yield f"{verdict.baseline} known finding{'' if verdict.baseline == 1 else 's'} left out ({BASELINE_NAME})"
    yield f"{'ok' if verdict.ok else 'not ok'}: {counts}"
