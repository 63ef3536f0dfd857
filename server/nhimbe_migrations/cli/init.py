"""`nhimbe-migrations init`: a commented nhimbe-migrations.toml made from what was found."""

from __future__ import annotations

import argparse
import os
import sys

from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.system.trust import TRUST_VARIABLE
from nhimbe_migrations.workspace.repository.first_settings import default_toml
from nhimbe_migrations.workspace.repository.repository import find_repository
from nhimbe_migrations.workspace.repository.settings import CONFIG_NAME

__all__ = ["run_init"]


def run_init(given: argparse.Namespace) -> int:
    """Write the file, or print it; an existing one is left alone. Return the exit code."""
    try:
        repository = find_repository(given.repo, os.environ, database=given.database)
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
