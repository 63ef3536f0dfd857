"""`nhimbe-migrations init`: a commented nhimbe-migrations.toml made from what was found, and what was unclear is asked."""

from __future__ import annotations

import argparse
import os
import re
import sys

from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.system.trust import TRUST_VARIABLE
from nhimbe_migrations.workspace.repository.discovery.discover import described, label
from nhimbe_migrations.workspace.repository.first_settings import default_toml
from nhimbe_migrations.workspace.repository.repository import Repository, find_repository
from nhimbe_migrations.workspace.repository.settings import CONFIG_NAME

__all__ = ["run_init"]

AGENTS_NAME = "AGENTS.md"
_SECTION = re.compile(r"<!-- nhimbe-migrations:begin -->.*?<!-- nhimbe-migrations:end -->\n?", re.DOTALL)


def run_init(given: argparse.Namespace) -> int:
    """Write the file, or print it; an existing one is left alone. Return the exit code."""
    try:
        repository = _settled(given)
        if given.agents:
            return _write_agents(repository, only_print=given.print)
        text = default_toml(repository)
        if given.print:
            sys.stdout.write(text)
            return 0
        with repository.locate(CONFIG_NAME).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        sys.stderr.write(
            f"nhimbe-migrations: {CONFIG_NAME} is there already and was left as it is. Use --print to compare.\n"
        )
        return 2
    except MigrationsError as error:
        sys.stderr.write(f"nhimbe-migrations: {error}\n")
        return 2
    sys.stdout.write(f"Wrote {CONFIG_NAME} in {repository.root}\n")
    sys.stdout.write(
        "Programs of the repository (its node_modules, a configured wrangler command) are not run. To allow them, start with "
        f"--trust-repository, or set {TRUST_VARIABLE}=1.\n"
    )
    return 0


def _settled(given: argparse.Namespace) -> Repository:
    """The repository with one history chosen: as named, as found, as answered on a terminal, or with --yes the first.

    Raises:
        ArgumentError: several stand equal, nobody is there to ask, and --yes was not said.
    """
    repository = find_repository(given.repo, os.environ, database=given.database, undecided=True)
    question = repository.discovery.question
    if question is None:
        return repository
    homes = repository.discovery.homes
    names = [label(home, homes) for home in homes]
    if given.yes:
        return find_repository(given.repo, os.environ, database=names[0])
    if not sys.stdin.isatty():
        raise question
    for place, home in enumerate(homes, 1):
        sys.stdout.write(f"{place:>3}  {names[place - 1]}: {described(home)}\n")
    while True:
        sys.stdout.write(f"{question.what} Which one, 1 to {len(names)}? ")
        sys.stdout.flush()
        answer = sys.stdin.readline()
        if not answer:
            raise question
        if answer.strip().isdecimal() and 1 <= int(answer) <= len(names):
            return find_repository(given.repo, os.environ, database=names[int(answer) - 1])


def _write_agents(repository: Repository, *, only_print: bool) -> int:
    """Put the section into AGENTS.md, in place of an earlier one; what else stands there is kept to the byte."""
    from nhimbe_migrations.rendering import render

    layout = repository.layout
    schema = layout.schema if layout.schema and repository.locate(layout.schema).exists() else None
    section = render("prompts/agents_section.md.j2", folder=layout.migrations, schema=schema)
    if only_print:
        sys.stdout.write(section)
        return 0
    before = repository.read(AGENTS_NAME) or ""
    if _SECTION.search(before):
        after = _SECTION.sub(lambda _: section, before, count=1)
    else:
        after = f"{before.rstrip()}\n\n{section}" if before.strip() else section
    if after != before:
        repository.locate(AGENTS_NAME).write_text(after, encoding="utf-8", newline="")
    sys.stdout.write(f"{'Wrote' if after != before else 'Nothing to change in'} {AGENTS_NAME} in {repository.root}\n")
    return 0
