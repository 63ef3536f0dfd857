"""A small repository that has lived: schema.sql was committed thrice, and lacks what the last migrations made.

Shaped as real ones are: a baseline from which the migrations run, renames in between, a table and triggers that never
reached schema.sql, an index that somebody put into schema.sql by hand, columns in another order than in the database.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from nhimbe_migrations.authoring.project.project import Project
from nhimbe_migrations.workspace.repository.repository import find_repository

MIGRATIONS = "worker/src/db/migrations"
SCHEMA = "worker/src/db/schema.sql"

FIRST = """\
-- The shop's tables.
CREATE TABLE IF NOT EXISTS shows (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  seats INTEGER NOT NULL CHECK (seats > 0)
);
CREATE TABLE IF NOT EXISTS people (id TEXT PRIMARY KEY, mail TEXT NOT NULL UNIQUE);
"""
SECOND = FIRST.replace("  title TEXT", "  slug TEXT,\n  title TEXT")
TODAY = """\
-- The shop's tables.
CREATE TABLE IF NOT EXISTS shows (
  id TEXT PRIMARY KEY,
  slug TEXT,
  name TEXT NOT NULL,             -- once: title
  venue TEXT,
  seats INTEGER NOT NULL CHECK (seats > 0)
);
CREATE TABLE IF NOT EXISTS people (id TEXT PRIMARY KEY, mail TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS tickets (
  id TEXT PRIMARY KEY,
  show_id TEXT NOT NULL REFERENCES shows(id) ON DELETE CASCADE,
  person_id TEXT REFERENCES people(id) ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS idx_shows_slug ON shows(slug);
"""
HISTORY = {
    "001_venue.sql": "-- Migration 001: venue\nALTER TABLE shows ADD COLUMN venue TEXT;\n",
    "002_names.sql": "-- Migration 002: names\nALTER TABLE shows RENAME COLUMN title TO name;\n",
    "003_tickets.sql": """\
-- Migration 003: tickets
CREATE TABLE IF NOT EXISTS tickets (
  id TEXT PRIMARY KEY,
  show_id TEXT NOT NULL REFERENCES shows(id) ON DELETE CASCADE,
  person_id TEXT REFERENCES people(id) ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS idx_shows_slug ON shows(slug);
""",
    "004_posters.sql": """\
-- Migration 004: posters
CREATE TABLE IF NOT EXISTS posters (
  id TEXT PRIMARY KEY,
  show_id TEXT REFERENCES shows(id) ON DELETE CASCADE,
  url TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS poster_views (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  poster_id TEXT NOT NULL REFERENCES posters(id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS idx_posters_show_id ON posters(show_id);
CREATE TABLE IF NOT EXISTS show_log (entry TEXT);
CREATE TRIGGER IF NOT EXISTS shows_logged AFTER DELETE ON shows BEGIN
  INSERT INTO show_log VALUES (old.id);
END;
""",
}

_IDENTITY = {
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
}  # fmt: skip


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True, env={**os.environ, **_IDENTITY})


def put(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def commit(root: Path, files: Mapping[str, str], message: str) -> None:
    put(root, files)
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "--no-verify", "-m", message)


def lay_out(root: Path, schema: str | None = TODAY) -> Path:
    """Make the repository, commit by commit; without schema.sql where `schema` is None."""
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    wrangler = '[[d1_databases]]\nbinding = "DB"\ndatabase_name = "shop"\ndatabase_id = "1"\n'
    commit(root, {"worker/wrangler.toml": wrangler}, "start")
    if schema is None:
        base = {"000_base.sql": f"-- Migration 000: base\n{SECOND}"}
        commit(root, {f"{MIGRATIONS}/{name}": text for name, text in (base | HISTORY).items()}, "history")
        return root
    commit(root, {"api/schema.sql": FIRST}, "the first schema")
    git(root, "mv", "api/schema.sql", "worker/schema.sql")
    git(root, "commit", "--quiet", "-m", "move it")
    (root / "worker/src/db").mkdir(parents=True)
    git(root, "mv", "worker/schema.sql", SCHEMA)
    commit(root, {SCHEMA: SECOND}, "slugs, without a migration")
    commit(root, {f"{MIGRATIONS}/{name}": text for name, text in HISTORY.items()}, "migrations")
    commit(root, {SCHEMA: schema}, "schema.sql as it should be")
    return root


def project_at(root: Path) -> Project:
    return Project(find_repository(str(root), {}))
