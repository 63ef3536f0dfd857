"""`nhimbe-migrations facts`: the one command whose output, numbers only, turns estimates into figures. Runs nothing."""

from __future__ import annotations

import argparse
import os
import sys

from nhimbe_migrations.authoring.code.facts import FACTS_FILE, facts_command
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.errors import MigrationsError

__all__ = ["run_facts"]


def run_facts(given: argparse.Namespace) -> int:
    """Print the command; return the exit code."""
    try:
        project = open_project(given.repo, os.environ, database=given.database)
        command = facts_command(project, given.columns)
    except MigrationsError as error:
        sys.stderr.write(f"nhimbe-migrations: {error}\n")
        return 2
    sys.stdout.write(command + "\n")
    sys.stderr.write(
        f"It reads, and prints counts only. Save what it prints as {FACTS_FILE} at the top of the repository.\n"
    )
    return 0
