"""The hook for pre-commit, in the real pre-commit: installed from a repository of ours, run by `git commit` in one of a user's."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nhimbe_migrations.tools.demo.story import TRAP_SQL

ROOT = Path(__file__).parents[2]
MIGRATIONS = "worker/src/db/migrations"


def git(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    names = {f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["git", "-C", str(folder), *arguments],
        capture_output=True, encoding="utf-8", check=False, env={**os.environ, **names, "PATH": path, **environment},
    )  # fmt: skip


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What a user names as the hook's `repo`: our files in a git repository, and their commit."""
    folder = tmp_path_factory.mktemp("ours") / "nhimbe-migrations"
    folder.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("server", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    assert git(folder, "commit", "--quiet", "--message", "ours").returncode == 0
    return folder, git(folder, "rev-parse", "HEAD").stdout.strip()


@pytest.fixture
def commit(ours: tuple[Path, str], sample: Path, tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Commit everything in the sample, whose hook is ours; the packages that the hook needs are those of this Python."""
    source, revision = ours
    (sample / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {source}\n  rev: {revision}\n  hooks:\n  - id: nhimbe-migrations\n", encoding="utf-8"
    )
    environment = {
        "PRE_COMMIT_HOME": str(source.parent / "pre-commit"),
        "PYTHONPATH": os.pathsep.join(site.getsitepackages()),
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's way to say that there is none
    }
    installed = subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"],
        cwd=sample, env={**os.environ, **environment}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr

    def everything(message: str) -> subprocess.CompletedProcess[str]:
        git(sample, "add", "--all")
        return git(sample, "commit", "--message", message, **environment)

    return everything


@pytest.mark.slow
def test_a_commit_that_would_empty_tables_is_stopped_and_a_sound_one_is_made(
    commit: Callable[[str], subprocess.CompletedProcess[str]], sample: Path
) -> None:
    first = commit("No migration in it")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "(no files to check)Skipped" in first.stdout + first.stderr

    trap = sample / MIGRATIONS / "012_slim_events.sql"
    trap.write_text(f"-- Migration 012: Slim events\n{TRAP_SQL}", encoding="utf-8")
    stopped = commit("By hand")
    assert stopped.returncode == 1
    said = stopped.stdout + stopped.stderr
    assert "Check database migrations" in said
    assert "[cascade-data-loss]" in said
    assert git(sample, "log", "--oneline", "-1").stdout.endswith("No migration in it\n")

    trap.unlink()
    written = subprocess.run(
        [sys.executable, "-c", _WRITES, str(sample)], capture_output=True, encoding="utf-8", check=False
    )
    assert written.returncode == 0, written.stderr
    made = commit("Drafted")
    assert made.returncode == 0, made.stdout + made.stderr
    assert "Passed" in made.stdout + made.stderr


_WRITES = """
import sys
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.write import write_request
asked = request_from(description="Halls", target="d1", sql="CREATE TABLE halls (id TEXT PRIMARY KEY, name TEXT NOT NULL);")
assert write_request(open_project(sys.argv[1], {}), asked)["written"]
"""
