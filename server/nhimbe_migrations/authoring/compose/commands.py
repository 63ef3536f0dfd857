"""The commands that run a migration: the directory, local and remote apart, every environment, a bookmark first.

Facts: `wrangler d1 execute` without `--remote` touches the local database only; Time Travel restores a D1 database
to a bookmark (Cloudflare's documentation); `wrangler d1 export` refuses databases with virtual tables.
"""

from __future__ import annotations

import json
import posixpath
import shlex
from collections.abc import Iterator

from nhimbe_migrations.authoring.result.report import Command
from nhimbe_migrations.workspace.repository.repository import Repository
from nhimbe_migrations.workspace.repository.wrangler import shared_databases

__all__ = ["d1_commands", "d1_manual_steps", "mongodb_commands"]


def d1_commands(repository: Repository, file: str, *, loses_rows: bool) -> tuple[Command, ...]:
    """Return what runs `file` on each database of the wrangler file; with a bookmark first where rows can go."""
    return tuple(_each_d1_command(repository, file, loses_rows=loses_rows))


def _each_d1_command(repository: Repository, file: str, *, loses_rows: bool) -> Iterator[Command]:
    folder = posixpath.dirname(repository.layout.wrangler or "")
    enter = f"cd {shlex.quote(folder)} && " if folder else ""
    path = "./" + posixpath.relpath(file, folder or ".")
    wrangler = repository.config.wrangler.command
    for position, binding in enumerate(repository.databases):
        place = f"{binding.name}, environment {binding.environment}" if binding.environment else binding.name
        words = f"{wrangler} d1 execute {shlex.quote(binding.name)}"
        chosen = f" --env {shlex.quote(binding.environment)}" if binding.environment else ""
        if position == 0:
            yield Command(f"local: {place}", f"{enter}{words}{chosen} --local --file={shlex.quote(path)}")
        if loses_rows:
            bookmark = f"{wrangler} d1 time-travel info {shlex.quote(binding.name)}{chosen}"
            yield Command(f"bookmark to go back to: {place}", f"{enter}{bookmark}")
        yield Command(f"remote: {place}", f"{enter}{words}{chosen} --remote --file={shlex.quote(path)}")


def d1_manual_steps(repository: Repository, file: str) -> Iterator[str]:
    """Say what a person has to know or do that no command does."""
    if not repository.databases:
        yield (
            f"No D1 database stands in a wrangler file here. Run `{repository.config.wrangler.command} d1 execute <database> --local "
            f"--file={file}`, then the same with --remote."
        )
    for shared in shared_databases(repository.databases):
        yield f"{' and '.join(shared)} share one database_id: running it in one of them runs it for all."


def mongodb_commands(repository: Repository, file: str) -> tuple[Command, ...]:
    """Return what runs `up()` of `file`, and `down()` should it have to go back; MONGODB_URI names the database."""
    folder = posixpath.dirname(repository.layout.wrangler or "")
    enter = f"cd {shlex.quote(folder)} && " if folder else ""
    path = "./" + posixpath.relpath(file, folder or ".")
    return tuple(
        Command(
            f"{purpose} on the database that MONGODB_URI names", f"{enter}npx tsx -e {shlex.quote(_run(path, step))}"
        )
        for purpose, step in (("run up()", "up"), ("run down(), to go back,", "down"))
    )


def _run(path: str, step: str) -> str:
    # A package that is not of the type "module" is CommonJS to tsx: what a file exports then stands under `default`.
    return (
        'import("mongodb").then(async ({ MongoClient }) => { '
        "const client = await MongoClient.connect(process.env.MONGODB_URI); "
        f"const file = await import({json.dumps(path)}); "
        f"try {{ await (file.{step} ?? file.default.{step})(client.db()); }} finally {{ await client.close(); }} }})"
    )
