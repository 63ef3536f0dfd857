"""The plugin in Claude Code itself, which asks a scripted model: no network, no account."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clients.scripted_model import ScriptedModel, scripted_model

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "clients/plugin"
CLAUDE = ROOT / ".tools/clients/node_modules/@anthropic-ai/claude-code-linux-x64/claude"
MIGRATIONS = "worker/src/db/migrations"
TOOL = "mcp__plugin_nhimbe-migrations_nhimbe-migrations__"
pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _installed() -> None:
    if not CLAUDE.is_file():
        message = "Claude Code is not installed: `make node-tools`"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home of its own, and a `uvx` that starts this checkout."""
    uvx = tmp_path / "bin/uvx"
    uvx.parent.mkdir()
    uvx.write_text(f'#!/bin/sh\nshift 3\nexec "{sys.executable}" -m nhimbe_migrations "$@"\n', encoding="utf-8")
    uvx.chmod(0o755)
    (tmp_path / "home").mkdir()
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("CLAUDE", "ANTHROPIC"))},
        "HOME": str(tmp_path / "home"),
        "PATH": f"{uvx.parent}:{os.environ['PATH']}",
        "NHIMBE_MIGRATIONS_STATE": str(tmp_path / "state"),
        "ANTHROPIC_API_KEY": "none",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
    }


def ask(repository: Path, model: ScriptedModel, environment: dict[str, str]) -> None:
    allowed = f"{TOOL}list_migrations"
    ran = subprocess.run(
        [str(CLAUDE), "-p", "go on", "--plugin-dir", str(PLUGIN), "--permission-mode", "acceptEdits", "--allowedTools", allowed],
        cwd=repository, env={**environment, "ANTHROPIC_BASE_URL": model.url}, capture_output=True, encoding="utf-8",
        stdin=subprocess.DEVNULL, timeout=240, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout.strip()) == (0, "done"), ran.stdout + ran.stderr


def write(repository: Path, name: str, text: str) -> tuple[str, dict[str, str]]:
    return "Write", {"file_path": str(repository / name), "content": text}


def test_a_cascade_that_the_assistant_wrote_by_hand_comes_back_to_it(sample: Path, environment: dict[str, str]) -> None:
    rebuild = (
        "-- Migration 013: Rebuild users\nCREATE TABLE users_new (id TEXT PRIMARY KEY, email TEXT);\n"
        "INSERT INTO users_new SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE users_new RENAME TO users;\n"
    )
    with scripted_model([write(sample, f"{MIGRATIONS}/013_rebuild_users.sql", rebuild)]) as model:
        ask(sample, model, environment)
    assert "This file would fail or lose data" in model.heard
    assert "registrations" in model.heard
    assert f"{MIGRATIONS}/013_rebuild_users.sql:4" in model.heard


def test_sound_migrations_and_other_files_pass_without_a_word(sample: Path, environment: dict[str, str]) -> None:
    good = "-- Migration 013: Edge notes\n\nCREATE TABLE IF NOT EXISTS edge_notes (id TEXT PRIMARY KEY, body TEXT);\n"
    steps = [
        write(sample, f"{MIGRATIONS}/013_edge_notes.sql", good),
        write(sample, "notes.ts", "export const a = 1;\n"),
    ]
    with scripted_model(steps) as model:
        ask(sample, model, environment)
    assert "PostToolUse" not in model.heard
    assert (sample / "notes.ts").is_file()


def test_the_plugins_server_answers_a_tool_call(sample: Path, environment: dict[str, str]) -> None:
    steps = [("ToolSearch", {"query": f"select:{TOOL}list_migrations"}), (f"{TOOL}list_migrations", {"limit": 1})]
    with scripted_model(steps) as model:
        ask(sample, model, environment)
    assert "next_cursor" in model.heard


@pytest.mark.parametrize("what", [PLUGIN, ROOT], ids=["plugin", "marketplace"])
def test_its_validator_finds_nothing(what: Path, environment: dict[str, str]) -> None:
    ran = subprocess.run(
        [str(CLAUDE), "plugin", "validate", "--strict", "--json", str(what)],
        env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout
    assert json.loads(ran.stdout)
