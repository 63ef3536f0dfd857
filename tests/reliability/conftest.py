"""A small repository: each write proves the whole schema, and these tests write hundreds of times."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

WRANGLER = '[[d1_databases]]\nbinding = "DB"\ndatabase_name = "nhimbe-db"\ndatabase_id = "1"\n'
SCHEMA = "-- The whole of it.\nCREATE TABLE IF NOT EXISTS events (\n  id TEXT PRIMARY KEY,\n  name TEXT NOT NULL\n);\n"
TYPES = "// Mirrors schema.sql.\nexport interface Event {\n  id: string;\n  name: string;\n}\n"


@pytest.fixture(autouse=True)
def quiet_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own git settings, state folder, repository or engines take part."""
    for name in ("NHIMBE_MIGRATIONS_REPO", "CLAUDE_PROJECT_DIR", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("MONGOD_BIN", str(tmp_path / "no-mongod"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Tatenda")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tatenda@example.org")


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """nhimbe's layout with one table, one legacy migration, and one type; committed on main."""
    root = tmp_path / "small"
    for path, text in {
        "worker/wrangler.toml": WRANGLER,
        "worker/src/db/schema.sql": SCHEMA,
        "worker/src/types.ts": TYPES,
        "worker/src/db/migrations/initial.sql": SCHEMA,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "start")
    return root


@pytest.fixture
def twin(small: Path, tmp_path: Path) -> Path:
    """The same repository once more."""
    return Path(shutil.copytree(small, tmp_path / "twin", symlinks=True))
