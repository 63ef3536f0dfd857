"""The sample repository: a small nhimbe with its git history, laid out in an empty folder.

It has what real ones have: four legacy files without numbers, numbered ones from 004 on, both databases in one
sequence, a full-text table with triggers, comments in schema.sql, camelCase types, three wrangler environments.
"""

from __future__ import annotations

import json
import os
import subprocess
from importlib.resources.abc import Traversable
from pathlib import Path

from nhimbe_migrations.rendering import template_root

__all__ = ["lay_out_sample"]


def lay_out_sample(folder: Path) -> Path:
    """Write the sample into `folder` (made if need be) and commit it, file by file, as it grew. Return the folder.

    Raises:
        subprocess.CalledProcessError: git refuses.
        FileNotFoundError: there is no git.
    """
    source = template_root() / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    for commit in json.loads((source / "commits.json").read_text(encoding="utf-8")):
        for file in commit["files"]:
            _copy(source / "repository", folder, file)
        _git(folder, "add", "--", *commit["files"])
        _git(folder, "commit", "--quiet", "--no-verify", "-m", commit["message"], date=commit["date"])
    return folder


def _copy(source: Traversable, folder: Path, file: str) -> None:
    target = folder / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.joinpath(*file.split("/")).read_bytes())


def _git(folder: Path, *arguments: str, date: str = "2026-01-01T00:00:00Z") -> None:
    # The user's own git configuration (signing, hooks, templates) has no business in a sample.
    person = {"NAME": "nhimbe", "EMAIL": "nhimbe@example.com"}
    identity = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | identity
    environment |= {
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_DATE": date,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, timeout=60)
