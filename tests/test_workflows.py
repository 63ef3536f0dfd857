"""Files for CI systems and registries, each held against the published schema of whoever reads it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from artefacts import artefacts
from nhimbe_migrations import HOME_PAGE

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "docs/github-workflow.yml"),
        ("vendor.github-workflows", ".github/workflows/release.yml"),
        ("vendor.gitlab-ci", "docs/gitlab-ci.yml"),
    ],
)
def test_a_file_keeps_to_the_published_schema(schema: str, file: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr


def action() -> dict[str, object]:
    read: dict[str, object] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return read


def test_the_action_puts_no_expression_into_a_script() -> None:
    """An expression in a script is code that a branch's name can write (GitHub's own advice)."""
    for step in action()["runs"]["steps"]:  # type: ignore[index]
        assert "${{" not in step.get("run", ""), step["name"]


def test_the_actions_check_runs_and_leaves_its_files(sample: Path, tmp_path: Path) -> None:
    step = next(step for step in action()["runs"]["steps"] if step.get("id") == "check")  # type: ignore[index]
    sql = "-- Migration 013: Drop\nDROP TABLE IF EXISTS users;\n"
    (sample / "worker/src/db/migrations/013_drop.sql").write_text(sql, encoding="utf-8")
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(tmp_path), "NHIMBE_MIGRATIONS_STATE": str(tmp_path / "state"),
        "BASE": "main", "EXECUTE": "false", "UNMERGED": "false", "DIRECTORY": str(sample), "OUT": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }  # fmt: skip
    ran = subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8",
        timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 1, ran.stderr
    assert ran.stdout.startswith("::error ")
    assert "013_drop.sql" in (tmp_path / "summary").read_text(encoding="utf-8")
    results = json.loads((tmp_path / "nhimbe-migrations.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert any(result["level"] == "error" for result in results)


def test_the_registry_entry_names_this_package_at_this_version() -> None:
    entry = json.loads(artefacts()["server.json"])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert re.fullmatch(r"[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+", entry["name"])  # the schema's own pattern
    assert len(entry["description"]) <= 100
    assert entry["websiteUrl"] == HOME_PAGE  # what SARIF names
    assert [package["version"] for package in entry["packages"]] == [entry["version"]] == [project["version"]]
    # The registry reads this line on PyPI to see that the package and the entry have one owner.
    assert f"mcp-name: {entry['name']}" in (ROOT / "README.md").read_text(encoding="utf-8")
