"""`nhimbe-migrations hook`: the event that an editor sends after a file was written, and what comes back to the assistant."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MIGRATIONS = "worker/src/db/migrations"


def hook(repository: Path, event: bytes) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-m", "nhimbe_migrations", "hook"],
        cwd=repository, input=event, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout or b"{}")
    return answer


def written(repository: Path, path: str, text: str) -> bytes:
    file = repository / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    event = {"hook_event_name": "PostToolUse", "tool_name": "Write", "cwd": str(repository), "tool_input": {"file_path": str(file), "content": text}}  # fmt: skip
    return json.dumps(event).encode()


def test_a_migration_that_empties_other_tables_is_blocked_with_the_line(sample: Path) -> None:
    path = f"{MIGRATIONS}/013_drop_users.sql"
    answer = hook(sample, written(sample, path, "-- Migration 013: Drop users\n\nDROP TABLE IF EXISTS users;\n"))
    assert answer["decision"] == "block"
    assert f"{path}:3" in answer["reason"]
    assert "registrations" in answer["reason"]
    assert "draft_migration" in answer["reason"]


def test_a_warning_is_told_and_blocks_nothing(sample: Path) -> None:
    sql = "-- Migration 013: One title\n\nCREATE UNIQUE INDEX IF NOT EXISTS idx_events_title ON events(title);\n"
    answer = hook(sample, written(sample, f"{MIGRATIONS}/013_one_title.sql", sql))
    assert "decision" not in answer
    assert "013_one_title.sql" in answer["hookSpecificOutput"]["additionalContext"]


def test_an_edit_of_schema_sql_without_a_migration_is_told(sample: Path) -> None:
    schema = "worker/src/db/schema.sql"
    text = (sample / schema).read_text(
        encoding="utf-8"
    ) + "\nCREATE TABLE IF NOT EXISTS by_hand (id TEXT PRIMARY KEY);\n"
    assert "by_hand" in json.dumps(hook(sample, written(sample, schema, text)))


@pytest.mark.parametrize("path", ["src/other.ts", "notes.md", "worker/src/db/seed.sql"])
def test_other_files_pass_without_a_word(sample: Path, path: str) -> None:
    assert hook(sample, written(sample, path, "DROP TABLE users;")) == {}


@pytest.mark.parametrize(
    "event",
    [b"", b"no json", b"[]", b"{}", b'{"tool_input": 3}', b'{"tool_input": {"file_path": 3}}', b"[" * 100_000,
     b'{"cwd": "/nowhere", "tool_input": {"file_path": "/nowhere/001.sql"}}', b'{"cwd": 7, "tool_input": {"file_path": "a.sql"}}',
     b'{"tool_input": {"file_path": "\\u0000.sql"}}'],
)  # fmt: skip
def test_an_event_that_cannot_be_read_stands_in_nobodys_way(sample: Path, event: bytes) -> None:
    assert hook(sample, event) == {}
