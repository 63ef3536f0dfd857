"""Proves a migration on real D1: workerd, through wrangler, local, in a throw-away folder.

The wrangler is one of our own tools, or the repository's where that is trusted. The configuration is written afresh, the database is persisted to a
temporary folder, and the network is neither needed nor asked for. Without wrangler the answer is "not checked".
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nhimbe_migrations.d1.proof.result import TableEffect
from nhimbe_migrations.d1.proof.snapshot import image_of, open_image
from nhimbe_migrations.d1.shadow.errors import EngineError
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.system.programs import run_program
from nhimbe_migrations.system.trust import TOOLS_VARIABLE, how_to_trust, is_trusted, own_tools

__all__ = ["RealVerdict", "find_wrangler", "prove_on_d1"]

_DATABASE = "proof"
_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class RealVerdict:
    """What real D1 said."""

    applied: bool | None
    """None: not checked."""
    error: EngineError | None = None
    why: str | None = None
    """Why it was not checked."""
    rerunnable: bool | None = None
    rerun_error: EngineError | None = None
    rows: tuple[TableEffect, ...] = ()
    wrangler: str | None = None
    """The version that ran it."""


def prove_on_d1(
    repository_root: Path,
    wrangler_command: Sequence[str] | None,
    schema_sql: str,
    migration_sql: str,
    *,
    timeout: float = _SECONDS,
) -> RealVerdict:
    """Run the migration on a populated local D1; the rows are those that the shadow made.

    `wrangler_command` overrides the search for one; `timeout` is in seconds, for each run of wrangler.
    """
    command = list(wrangler_command) if wrangler_command else find_wrangler(repository_root)
    if command is None:
        return RealVerdict(
            None,
            why="no wrangler was found"
            if is_trusted()
            else f"no wrangler was found: {how_to_trust('the wrangler')}, "
            f"or name a folder of your own that has one in node_modules with {TOOLS_VARIABLE}",
        )
    with tempfile.TemporaryDirectory(prefix="nhimbe-d1-", ignore_cleanup_errors=True) as folder:
        try:
            return _Wrangler(command, Path(folder), timeout).prove(schema_sql, migration_sql)
        except (OSError, subprocess.TimeoutExpired) as error:
            return RealVerdict(None, why=f"wrangler could not be run: {error}")
        except _Unready as unready:
            return RealVerdict(None, why=str(unready))


def find_wrangler(repository_root: Path, environment: Mapping[str, str] = os.environ) -> list[str] | None:
    """Return the command of the wrangler to run: one of the own tools.

    Where the repository is trusted, the one that it has, at its top or in a folder just below, comes first.
    """
    places = [
        *([repository_root, *sorted(path for path in repository_root.glob("*") if path.is_dir())]
          if is_trusted(environment) else []),
        *own_tools(environment),
    ]  # fmt: skip
    for place in places:
        for name in ("wrangler", "wrangler.cmd"):
            found = place / "node_modules" / ".bin" / name
            if found.exists() and (os.name == "nt") == (name != "wrangler"):
                return [str(found)]
    return None


class _Unready(Exception):  # noqa: N818 it is an answer
    """The database could not be brought to where the migration starts."""


class _Wrangler:
    """One throw-away project with one local database."""

    def __init__(self, command: list[str], folder: Path, timeout: float) -> None:
        self._command, self._folder, self._timeout = command, folder, timeout
        settings = {
            "name": _DATABASE,
            "compatibility_date": "2025-01-01",
            "d1_databases": [{"binding": "DB", "database_name": _DATABASE, "database_id": _DATABASE}],
        }
        (folder / "wrangler.json").write_text(json.dumps(settings), encoding="utf-8")

    def prove(self, schema_sql: str, migration_sql: str) -> RealVerdict:
        version = self._version()
        image = image_of(schema_sql)
        shadow = open_image(image, LATEST)
        try:
            self._fill("\n".join(_dump(shadow.ask)))
        finally:
            shadow.close()
        before = self._counts()
        error = self._file("migration.sql", migration_sql)
        after = self._counts()
        rows = tuple(
            TableEffect(name, before.get(name), after.get(name))
            for name in dict.fromkeys([*(name for name in image.rows if name in before), *before, *after])
        )
        if error is not None:
            return RealVerdict(applied=False, error=error, rows=rows, wrangler=version)
        again = self._file("migration.sql", migration_sql)
        return RealVerdict(applied=True, rerunnable=again is None, rerun_error=again, rows=rows, wrangler=version)

    def _fill(self, dump: str) -> None:
        if dump.strip():
            problem = self._file("schema.sql", dump)
            if problem is not None:
                raise _Unready(f"schema.sql does not load on this D1: {problem.message}")

    def _version(self) -> str | None:
        done = self._run("--version")
        found = re.search(r"\d+\.\d+\.\d+", done.stdout)
        if found is None:
            raise _Unready(f"wrangler does not answer: {_said(done)}")
        return found.group()

    def _file(self, name: str, sql: str) -> EngineError | None:
        path = self._folder / name
        path.write_text(sql, encoding="utf-8", newline="")
        done = self._execute("--file", str(path), "--yes")
        return None if done.returncode == 0 else EngineError(_said(done), generation="repository's wrangler")

    def _counts(self) -> dict[str, int]:
        names = self._ask(
            "SELECT name FROM temp.pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') "
            "AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'"
        )
        counts: dict[str, int] = {}
        listed = [str(row["name"]) for row in names]
        for at in range(0, len(listed), _AT_ONCE):
            counts.update(self._count(listed[at : at + _AT_ONCE]))
        return counts

    def _count(self, names: list[str]) -> dict[str, int]:
        """Count in one run; where a table cannot be read (its content is gone), one run a table."""
        columns = ", ".join(f"(SELECT count(*) FROM {quoted(name)}) AS n{place}" for place, name in enumerate(names))
        for row in self._ask(f"SELECT {columns}"):
            return {name: int(row[f"n{place}"]) for place, name in enumerate(names)}
        if len(names) <= 1:
            return {}
        half = len(names) // 2
        return {**self._count(names[:half]), **self._count(names[half:])}

    def _ask(self, query: str) -> list[dict[str, Any]]:
        done = self._execute("--json", "--command", query)
        try:
            answer = json.loads(done.stdout[done.stdout.index("[") :])
        except ValueError:
            return []
        return list(answer[0]["results"]) if answer and "results" in answer[0] else []

    def _execute(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        persisted = str(self._folder / "state")
        return self._run("d1", "execute", _DATABASE, "--local", "--persist-to", persisted, *arguments)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "CI": "1",
            "NO_COLOR": "1",
            "FORCE_COLOR": "0",
            "WRANGLER_SEND_METRICS": "false",
            "WRANGLER_SEND_ERROR_REPORTS": "false",
            "WRANGLER_LOG_PATH": str(self._folder / "logs"),
            "XDG_CONFIG_HOME": str(self._folder / "config"),
            "npm_config_offline": "true",
            "NO_UPDATE_NOTIFIER": "1",
        }
        program = shutil.which(self._command[0]) or self._command[0]
        command = [program, *self._command[1:], *arguments]
        ran = run_program(
            command, folder=self._folder, seconds=self._timeout, environment=environment, scratch=self._folder
        )
        return subprocess.CompletedProcess(command, ran.code, ran.text, ran.complaint)


_AT_ONCE = 50


def _dump(ask: Any) -> list[str]:  # noqa: ANN401 Shadow.ask
    """Statements that make what the shadow holds: tables with rows first, then what watches them."""
    made = ask(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' ORDER BY rowid"
    )
    kinds = {row[0]: row[1] for row in ask("SELECT name, type FROM temp.pragma_table_list WHERE schema = 'main'")}
    plain = [(name, sql) for kind, name, sql in made if kind == "table" and kinds.get(name) == "table"]
    lines = ["PRAGMA defer_foreign_keys = ON;"]
    lines += [f"{sql};" for _, sql in plain]
    for name, _ in plain:
        lines += _inserts(ask, name)
    lines += [f"{sql};" for kind, name, sql in made if kind == "table" and kinds.get(name) == "virtual"]
    for kind, name, sql in made:
        if kind == "table" and kinds.get(name) == "virtual" and "fts5" in sql.lower() and "content" in sql.lower():
            lines.append(f"INSERT INTO {quoted(name)}({quoted(name)}) VALUES ('rebuild');")
    lines += [f"{sql};" for kind, _, sql in made if kind in ("index", "view", "trigger")]
    return lines


def _inserts(ask: Any, table: str) -> list[str]:  # noqa: ANN401
    columns = [row[1] for row in ask(f"PRAGMA table_xinfo({quoted(table)})") if row[6] == 0]
    listed = ", ".join(quoted(column) for column in columns)
    literals = " || ', ' || ".join(f"quote({quoted(column)})" for column in columns)
    rows = ask(f"SELECT {literals} FROM {quoted(table)}")
    return [f"INSERT INTO {quoted(table)} ({listed}) VALUES ({row[0]});" for row in rows]


def _said(done: subprocess.CompletedProcess[str]) -> str:
    """The error in wrangler's output: the line marked ERROR, without colours and decoration."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", f"{done.stderr}\n{done.stdout}")
    marked = re.search(r"(?:✘\s*)?\[ERROR\]\s*(.+)", text)
    if marked:
        return marked.group(1).strip()
    return next((line.strip() for line in text.splitlines() if line.strip()), f"exit status {done.returncode}")
