"""`nhimbe-migrations doctor`: what was found here, what is missing, and the one command for each. Writes and runs nothing of the repository.

Exit codes: 0 all that is needed is there, 1 something is missing, 2 there is no repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Literal

from nhimbe_migrations import __version__
from nhimbe_migrations.authoring.project.found_history import found_history
from nhimbe_migrations.authoring.project.project import Project
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.findings.visible import harmless_line, visible
from nhimbe_migrations.system.limits import call_seconds
from nhimbe_migrations.system.trust import TRUST_VARIABLE, is_trusted
from nhimbe_migrations.workspace.history.history import read_history
from nhimbe_migrations.workspace.repository.repository import Repository, find_repository

__all__ = ["run_doctor"]

State = Literal["ok", "missing", "note"]
_MARKS = {"ok": "ok  ", "missing": "MISS", "note": "note"}


@dataclass(frozen=True, slots=True)
class _Line:
    """One thing that was looked at."""

    about: str
    state: State
    told: str
    way_out: str = ""


def run_doctor(given: argparse.Namespace) -> int:
    """Print what is there; return the exit code."""
    try:
        repository = find_repository(given.repo, os.environ, database=given.database, undecided=True)
        lines = [*_repository(repository), *_d1(repository), *_mongodb(os.environ), *_trust(os.environ), *_program()]
    except MigrationsError as error:
        sys.stderr.write(f"nhimbe-migrations: {error}\n")
        return 2
    if given.format == "json":
        sys.stdout.write(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=2) + "\n")
    else:
        width = max(len(line.about) for line in lines)
        for line in lines:
            sys.stdout.write(harmless_line(visible(f"{_MARKS[line.state]} {line.about:<{width}}  {line.told}")) + "\n")
            if line.way_out:
                sys.stdout.write(harmless_line(visible(f"{'':{width + 5}}  → {line.way_out}")) + "\n")
    return 1 if any(line.state == "missing" for line in lines) else 0


def _repository(repository: Repository) -> Iterator[_Line]:
    yield _Line("repository", "ok", str(repository.root))
    yield (
        _Line("git", "ok", "found")
        if repository.git
        else _Line(
            "git", "note", "not a git checkout: legacy files are put in order by their times", "git init, and commit"
        )
    )
    layout, found = repository.layout, repository.discovery
    if found.question is not None:
        yield _Line("migrations", "missing", found.question.what, found.question.way_out)
    else:
        migrations = read_history(repository).migrations
        stores = {store: sum(item.target == store for item in migrations) for store in ("d1", "mongodb")}
        counted = ", ".join(f"{count} {store}" for store, count in stores.items() if count)
        yield _Line("migrations", "ok", f"{layout.migrations} ({counted or 'none yet'})")
    history = found_history(Project(repository))
    if found.question is None:
        yield _Line("found by", "ok", history.why)
    for other in history.others:
        yield _Line("also there", "note", f"{other.name}: {other.why}", "name it with --database")
    has_schema = bool(layout.schema) and repository.locate(layout.schema).exists()
    yield _Line(
        "schema.sql", "ok" if has_schema else "note", layout.schema if has_schema else "none: the history is the schema"
    )
    yield _Line(
        "types.ts",
        "ok" if layout.types else "note",
        layout.types or "none found",
        "" if layout.types else "paths.types in nhimbe-migrations.toml",
    )
    for finding in repository.findings:
        yield _Line("settings", "note", finding.message, finding.help)


def _d1(repository: Repository) -> Iterator[_Line]:
    import apsw

    from nhimbe_migrations.d1.proof.workerd import find_wrangler

    yield _Line("D1 proof", "ok", f"SQLite {apsw.sqlite_lib_version()} told to be D1, in memory")
    wrangler = find_wrangler(repository.root)
    if wrangler:
        yield _Line("real D1", "ok", wrangler[0])
    else:
        yield _Line(
            "real D1", "note", 'no wrangler of your own: `engine: "d1"` is not offered',
            "npm install --prefix DIR wrangler, and NHIMBE_MIGRATIONS_TOOLS=DIR",
        )  # fmt: skip


def _mongodb(environment: Mapping[str, str]) -> Iterator[_Line]:
    from nhimbe_migrations.mongodb.sandbox.tools import INSTALL, find_deno, find_mongod, unshare

    deno, mongod = find_deno(environment), find_mongod(environment)
    uri = bool(environment.get("MONGODB_VERIFY_URI"))
    missing = "MongoDB migrations are parsed, not executed"
    yield _Line("Deno", "ok", str(deno)) if deno else _Line("Deno", "missing", missing, INSTALL)
    if mongod or uri:
        yield _Line("mongod", "ok", "the server of MONGODB_VERIFY_URI" if uri else str(mongod))
    else:
        yield _Line("mongod", "missing", missing, INSTALL)
    if deno:
        network = (
            "no network at all (a namespace of the kernel)" if unshare() else "no network but the server (kept by Deno)"
        )
        yield _Line("isolation", "ok", f"no files, no processes, {network}")


def _trust(environment: Mapping[str, str]) -> Iterator[_Line]:
    if is_trusted(environment):
        yield _Line("trust", "note", "programs of the repository are run", f"unset {TRUST_VARIABLE} to stop that")
    else:
        yield _Line("trust", "ok", "nothing of the repository is run; --trust-repository would allow it")
    yield _Line("limit of a call", "ok", f"{call_seconds(environment):g} s")


def _program() -> Iterator[_Line]:
    names = ("mcp", "apsw", "syntaqlite", "tree-sitter")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    yield _Line(
        "versions", "ok",
        f"nhimbe-migrations {__version__}, Python {platform.python_version()} (SQLite {sqlite3.sqlite_version}), {versions}",
    )  # fmt: skip
