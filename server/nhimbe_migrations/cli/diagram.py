"""`nhimbe-migrations diagram`: the D1 schema as a Mermaid erDiagram, printed or written to a file that the caller names."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from nhimbe_migrations.authoring.pictures.diagram import diagram_of
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.errors import MigrationsError

__all__ = ["run_diagram"]


def run_diagram(given: argparse.Namespace) -> int:
    """Draw the tables that `given` names, or all; return the exit code."""
    try:
        text = diagram_of(open_project(given.repo, os.environ, database=given.database).schema(), given.names)
    except MigrationsError as error:
        sys.stderr.write(f"nhimbe-migrations: {error}\n")
        return 2
    if given.output is None:
        sys.stdout.write(text)
        return 0
    markdown = given.output.lower().endswith((".md", ".markdown"))
    try:
        Path(given.output).write_text(f"```mermaid\n{text}```\n" if markdown else text, encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"nhimbe-migrations: {given.output} cannot be written: {error.strerror}\n")
        return 2
    return 0
