"""Two people who cannot see one another's branch take one number; git merges such files without a word."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.project.drift import drift_of
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.renumber import renumber
from nhimbe_migrations.authoring.sync import update_schema, update_types
from nhimbe_migrations.authoring.write import write_request
from nhimbe_migrations.d1.proof.schema_problems import schema_of
from reliability.conftest import git

MIGRATIONS = "worker/src/db/migrations"
TABLE = "CREATE TABLE IF NOT EXISTS {} (id TEXT PRIMARY KEY);"


def check(root: Path, base: str) -> tuple[int, dict[str, Any]]:
    """`nhimbe-migrations check --base`, as CI runs it."""
    command = [sys.executable, "-m", "nhimbe_migrations", "check", "--repo", str(root), "--base", base]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


def write_on_branch(root: Path, branch: str, sql: str) -> str:
    """Write a migration on a new branch, commit and push it; return its file name."""
    git(root, "checkout", "--quiet", "-b", branch)
    report = write_request(open_project(str(root), {}), request_from(description=branch, target="d1", sql=sql))
    commit(root, branch)
    git(root, "push", "--quiet", "origin", branch)
    return str(report["file"]).rpartition("/")[2]


def commit(root: Path, message: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message)


@pytest.fixture
def clones(small: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two clones of one repository; each pushes its own branch, and fetches the other's once both have written."""
    origin = tmp_path / "origin.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(small), str(origin))
    for name in ("one", "two"):
        git(tmp_path, "clone", "--quiet", str(origin), str(tmp_path / name))
    return tmp_path / "one", tmp_path / "two"


def collision(one: Path, two: Path, first: str, second: str) -> None:
    assert write_on_branch(one, "first", first) == "002_first.sql"
    assert write_on_branch(two, "second", second) == "002_second.sql"
    for root in (one, two):
        git(root, "fetch", "--quiet")


def is_whole(root: Path, tables: set[str]) -> None:
    """Both migrations stand with numbers of their own, and schema.sql says both."""
    project = open_project(str(root), {})
    assert [each.name for each in project.history().migrations] == ["initial.sql", "002_first.sql", "003_second.sql"]
    assert (root / MIGRATIONS / "003_second.sql").read_text(encoding="utf-8").startswith("-- Migration 003: ")
    assert [finding for finding in project.history().findings if finding.severity == "error"] == []
    drift = drift_of(project)
    assert drift is not None
    assert drift.drifts == ()
    assert {table.name for table in schema_of(project.schema_text()).tables} == tables


def test_on_either_branch_the_check_names_the_collision_and_after_renumbering_git_merges_without_conflict(
    clones: tuple[Path, Path],
) -> None:
    one, two = clones
    collision(one, two, TABLE.format("themes"), "ALTER TABLE events ADD COLUMN city TEXT;")
    for root, base, mine in ((one, "origin/second", "002_first.sql"), (two, "origin/first", "002_second.sql")):
        code, verdict = check(root, base)
        taken = [finding for finding in verdict["findings"] if finding["rule"] == "number-taken-on-base"]
        assert (code, [finding["file"] for finding in taken]) == (1, [f"{MIGRATIONS}/{mine}"])

    moved = renumber(open_project(str(two), {}), file="002_second.sql", preview=False)
    assert moved.file == f"{MIGRATIONS}/003_second.sql"
    commit(two, "renumber")
    assert check(two, "origin/first")[0] == 0
    git(two, "merge", "--quiet", "--no-edit", "origin/first")
    assert git(two, "status", "--porcelain") == ""
    is_whole(two, {"events", "themes"})
    assert "city" in (two / "worker/src/types.ts").read_text(encoding="utf-8")


def test_where_both_added_at_one_place_either_side_and_an_update_give_both(clones: tuple[Path, Path]) -> None:
    """Two tables at the end of one file: git itself cannot tell their order and asks, whatever their numbers."""
    one, two = clones
    collision(one, two, TABLE.format("themes"), TABLE.format("venues"))
    renumber(open_project(str(two), {}), file="002", preview=False)
    commit(two, "renumber")
    asked = subprocess.run(
        ["git", "merge", "--quiet", "--no-edit", "origin/first"], cwd=two, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 1
    assert git(two, "diff", "--name-only", "--diff-filter=U").split() == [
        "worker/src/db/schema.sql",
        "worker/src/types.ts",
    ]
    git(two, "checkout", "--ours", "--", "worker/src/db/schema.sql", "worker/src/types.ts")
    project = open_project(str(two), {})
    assert update_schema(project, file="002", preview=False).written
    assert update_types(project, file="002", interface=None, fields=None, preview=False).written
    commit(two, "merge")
    is_whole(two, {"events", "themes", "venues"})
    types = (two / "worker/src/types.ts").read_text(encoding="utf-8")
    assert [name for name in ("Event", "Theme", "Venue") if f"interface {name} " not in types] == []
