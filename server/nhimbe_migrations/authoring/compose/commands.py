"""The commands that run a migration: the directory, local and remote apart, every environment, a bookmark first.

Facts: `wrangler d1 execute` without `--remote` touches the local database only; Time Travel restores a D1 database
to a bookmark (Cloudflare's documentation); `wrangler d1 export` refuses databases with virtual tables.
"""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterator
from typing import Literal

from nhimbe_migrations.authoring.compose.composed import Check
from nhimbe_migrations.authoring.result.report import Command
from nhimbe_migrations.workspace.history.drizzle import is_drizzle
from nhimbe_migrations.workspace.history.history import read_history
from nhimbe_migrations.workspace.repository.discovery.runner import Runner, Script, runner_of, script_for
from nhimbe_migrations.workspace.repository.repository import Repository
from nhimbe_migrations.workspace.repository.settings import Wrangler
from nhimbe_migrations.workspace.repository.wrangler import D1Binding, is_sample, shared_databases

__all__ = ["d1_commands", "d1_manual_steps", "d1_query_command", "d1_runner", "wrangler_command"]


def d1_commands(
    repository: Repository,
    file: str,
    *,
    loses_rows: bool,
    look_first: tuple[Check, ...] = (),
    verify: tuple[Check, ...] = (),
    runner: Runner | None = None,
) -> tuple[Command, ...]:
    """Return what runs `file` on each database of the wrangler file.

    With a bookmark first where rows can go; `look_first` is asked before anything else, `verify` at the end. `runner`
    is what `d1_runner` gives, where it was asked before.
    """
    runner = runner or d1_runner(repository)
    return tuple(
        _each_d1_command(repository, file, runner, loses_rows=loses_rows, look_first=look_first, verify=verify)
    )


def _each_d1_command(
    repository: Repository,
    file: str,
    runner: Runner,
    *,
    loses_rows: bool,
    look_first: tuple[Check, ...],
    verify: tuple[Check, ...],
) -> Iterator[Command]:
    folder = posixpath.dirname(repository.layout.wrangler or "")
    enter = f"cd {shlex.quote(folder)} && " if folder else ""
    path = "./" + posixpath.relpath(file, folder or ".")
    wrangler, by_whom = wrangler_command(repository)
    applies = runner.way == "apply"
    if runner.way in {"drizzle-kit", "prisma"}:
        yield from _by_generator(runner, enter)
        return
    handed = "" if applies else f" --file={shlex.quote(path)}"
    databases = tuple(_each_database(repository.databases))
    afterwards: list[Command] = []
    for position, (binding, shared) in enumerate(databases):
        # The name of the database is in the command.
        place = f", environment {binding.environment}" if binding.environment else ""
        place += f" (also {', '.join(shared)})" if shared else ""
        # A name that begins with a hyphen would be an option; behind `--` it is a name.
        first, last = (
            ("", f" -- {shlex.quote(binding.name)}")
            if binding.name.startswith("-")
            else (f" {shlex.quote(binding.name)}", "")
        )
        words = f"{wrangler} d1 execute{first}"
        runs = f"{wrangler} d1 migrations apply{first}" if applies else words
        chosen = (
            f" --env={shlex.quote(binding.environment)}"
            if binding.environment and binding.environment.startswith("-")
            else f" --env {shlex.quote(binding.environment)}"
            if binding.environment
            else ""
        )
        if position == 0:
            local = f"{enter}{runs}{chosen} --local{handed}{last}"
            yield Command(f"local{place}{by_whom}{_as_script(runner, 'local', binding)}", local)
        asks = f"{enter}{words}{chosen} --remote --command="
        for check in look_first:
            run = f"{asks}{_shell_quoted(check.query)}{last}"
            yield Command(f"look first, {check.purpose}{place}{by_whom}", run)
        if loses_rows:
            bookmark = f"{wrangler} d1 time-travel info{first}{chosen}{last}"
            yield Command(f"bookmark to go back to{place}{by_whom}", f"{enter}{bookmark}")
        remote = f"{enter}{runs}{chosen} --remote{handed}{last}"
        yield Command(f"remote{place}{by_whom}{_as_script(runner, 'remote', binding)}", remote)
        if position == 0:
            # Long, and the same for each database: it is written out once.
            others = [
                f"{item.name} --env {item.environment}" if item.environment else item.name for item, _ in databases
            ]
            same = f"; the same for {', '.join(others[1:])}" if others[1:] else ""
            afterwards = [
                Command(f"verify, {check.purpose}{same}{by_whom}", f"{asks}{_shell_quoted(check.query)}{last}")
                for check in verify
            ]
    yield from afterwards


def d1_runner(repository: Repository) -> Runner:
    """Return what runs the D1 migrations of this repository."""
    folder, layout = posixpath.dirname(repository.layout.wrangler or ""), repository.layout
    names = [item.name for item in read_history(repository).migrations if item.target == "d1"]
    return runner_of(
        repository.root,
        base=folder,
        migrations=layout.migrations,
        databases=repository.databases,
        names=names,
        drizzle=is_drizzle(repository, names[-1] if names else None),
    )


def _by_script(runner: Runner, script: Script) -> str:
    enter = f"cd {shlex.quote(script.folder)} && " if script.folder else ""
    return f"{enter}{runner.manager} run {script.name}"


def _as_script(runner: Runner, where: Literal["local", "remote"], binding: D1Binding) -> str:
    """The package script that says the same, for the people who call it that."""
    script = script_for(runner, where, binding)
    return f" (here also: {_by_script(runner, script)})" if script else ""


def _by_generator(runner: Runner, enter: str) -> Iterator[Command]:
    """The generator's own command, as the package script says it where there is one."""
    if runner.scripts:
        for script in runner.scripts:
            yield Command(f"run ({script.text[:_SHOWN]})", _by_script(runner, script))
        return
    words = "drizzle-kit migrate" if runner.way == "drizzle-kit" else "prisma migrate deploy"
    yield Command(f"run, by {runner.why}", f"{enter}{_EXEC.get(runner.manager, 'npx')} {words}")


_SHOWN = 120
_EXEC = {"npm": "npx", "pnpm": "pnpm exec", "yarn": "yarn", "bun": "bunx"}


def _shell_quoted(text: str) -> str:
    """The shorter of the two ways to quote: SQL is full of single quotes. `!` is only safe between those."""
    single = shlex.quote(text)
    double = '"' + re.sub(r'([\\"$`])', r"\\\1", text) + '"'
    return single if "!" in text or len(single) <= len(double) else double


def _each_database(bindings: tuple[D1Binding, ...]) -> Iterator[tuple[D1Binding, tuple[str, ...]]]:
    """Return each database once, by the first binding that names it, with the other environments that share it."""
    for binding in bindings:
        same = [item for item in bindings if binding.id and item.id == binding.id]
        if same and same[0] != binding:
            continue
        others = (item.environment for item in same if item != binding)
        yield binding, tuple(dict.fromkeys(name for name in others if name))


def d1_query_command(repository: Repository, query: str) -> str:
    """Return what runs one query on the remote database of the wrangler file and prints its rows as JSON."""
    folder = posixpath.dirname(repository.layout.wrangler or "")
    enter = f"cd {shlex.quote(folder)} && " if folder else ""
    wrangler, _ = wrangler_command(repository)
    name = repository.databases[0].name if repository.databases else "<database>"
    database = shlex.quote(name) if name != "<database>" else name
    behind = f" -- {database}" if name.startswith("-") else ""
    words = f"{wrangler} d1 execute{'' if behind else f' {database}'}"
    return f"{enter}{words} --remote --json --command={shlex.quote(query)}{behind}"


def wrangler_command(repository: Repository) -> tuple[str, str]:
    """Return the command in front of `d1 …`, and who says so where that is the repository.

    What a repository configures is printed for a person to run, so it has to be one of the ways in which wrangler is
    started; anything else is told of and left out.
    """
    configured, usual = repository.config.wrangler.command, Wrangler().command
    if configured == usual:
        return usual, ""
    if _WAYS.fullmatch(configured):
        return configured, " (the repository configures this command)"
    return usual, ""


_WAYS = re.compile(
    r"(?:(?:npx|bunx|pnpx)(?: --yes| -y)?|(?:pnpm|yarn|bun)(?: exec| dlx| x)?|npm exec(?: --)?)?"
    r" ?(?:(?:\./)?node_modules/\.bin/)?wrangler(?:@[0-9A-Za-z.^~-]+)?(?: --)?"
)


def d1_manual_steps(repository: Repository, file: str, runner: Runner | None = None) -> Iterator[str]:
    """Say what a person has to know or do that no command does; `runner` as in `d1_commands`."""
    wrangler, _ = wrangler_command(repository)
    if wrangler != repository.config.wrangler.command:
        yield (
            "nhimbe-migrations.toml configures a wrangler command that is not one of the usual ones, so it is left out of the "
            f"commands: {json.dumps(repository.config.wrangler.command)[:200]}. Read it before you run it."
        )
    if not repository.databases:
        yield (
            f"No wrangler file here names a D1 database. Run `{wrangler} d1 execute <database> --local "
            f"--file={file}`, then the same with --remote."
        )
    config = repository.layout.wrangler
    if repository.databases and config and is_sample(posixpath.basename(config)):
        yield f"wrangler does not read {config}: copy it to the name that it reads, with your ids, before you run a command."
    base, folder = posixpath.dirname(config or ""), posixpath.dirname(file)
    looked = posixpath.join(base, "migrations")
    declared = any(item.migrations_dir for item in repository.databases)
    if repository.databases and not declared and folder != looked and (runner or d1_runner(repository)).way == "apply":
        ours = posixpath.relpath(folder, base or ".")
        yield f"wrangler looks for migrations in {looked}: set migrations_dir to {json.dumps(ours)} beside database_name in {config}."
    for shared in shared_databases(repository.databases):
        yield f"{', '.join(shared[:-1])} and {shared[-1]} share one database_id: run it once."
