"""`nhimbe-migrations status`: which migrations the databases have, by the runners' own ledgers. Reads only.

Exit codes: 0 all is in order (pending files are), 1 a file was edited after it ran, renumbered, or is missing, 2 no ledger.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from nhimbe_migrations.authoring.ledger.status import StatusAnswer, status
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.result.report import as_json
from nhimbe_migrations.errors import ArgumentError, MigrationsError
from nhimbe_migrations.findings.visible import harmless_line, visible

__all__ = ["run_status"]

_MOST_BYTES = 4_000_000


def run_status(given: argparse.Namespace) -> int:
    """Print each file with what the ledger says of it; return the exit code."""
    try:
        project = open_project(given.repo, os.environ, database=given.database)
        answer = status(
            project,
            pasted=_pasted(given.ledger),
            pasted_source="the pasted text" if given.ledger == "-" else str(given.ledger),
            target=given.target,
            mongodb_uri=given.mongodb,
            changelog=given.changelog,
        )
    except MigrationsError as error:
        sys.stderr.write(f"nhimbe-migrations: {error}\n")
        return 2
    if given.format == "json":
        sys.stdout.write(json.dumps(as_json(answer), ensure_ascii=False, indent=2) + "\n")
    else:
        for line in _lines(answer):
            sys.stdout.write(harmless_line(visible(line)) + "\n")
    return 0 if answer.ok else 1


def _pasted(ledger: str | None) -> str | None:
    if ledger is None:
        return None
    try:
        data = sys.stdin.buffer.read(_MOST_BYTES) if ledger == "-" else _bytes_of(Path(ledger))
    except OSError as error:
        raise ArgumentError(f"{ledger} cannot be read: {error.strerror}.") from error
    return data.decode("utf-8", "replace")


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise ArgumentError(f"{path} is no file.", way_out="Pass a file, or - for standard input.")
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def _lines(answer: StatusAnswer) -> Iterator[str]:
    for store in answer.stores:
        counts = ", ".join(f"{count} {state}" for state, count in store.counts.items()) or "no files"
        yield f"{store.target}, by {store.source}: {counts}"
        if store.note:
            yield f"  {store.note}"
        for item in store.files:
            ran = f" ({item.applied_at})" if item.applied_at else ""
            was = f", ran as {item.was}" if item.was else ""
            yield f"  {item.state:10} {item.file}{ran}{was}{f': {item.why}' if item.why else ''}"
