"""Repositories of one Worker with one D1 database, made for a test."""

from __future__ import annotations

import subprocess
from pathlib import Path

MIGRATIONS = "worker/src/db/migrations"
_WRANGLER = '[[d1_databases]]\nbinding = "DB"\ndatabase_name = "d"\ndatabase_id = "1"\n'


def git(repo: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=repo, check=True, capture_output=True
    )


def worker(top: Path, files: dict[str, str]) -> Path:
    """A repository on `main` with these files, committed, and a wrangler file that binds one database."""
    (top / MIGRATIONS).mkdir(parents=True)
    for path, text in {"worker/wrangler.toml": _WRANGLER, **files}.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
    git(top, "init", "-q", "-b", "main")
    git(top, "add", ".")
    git(top, "commit", "-qm", "first")
    return top


def branch(repo: Path, name: str, files: dict[str, str], start: str = "main") -> None:
    """A branch from `start` with these migrations more; it stays checked out."""
    git(repo, "checkout", "-q", "-b", name, start)
    for file, text in files.items():
        (repo / MIGRATIONS / file).write_text(text)
    git(repo, "add", ".")
    git(repo, "commit", "-qm", name)
