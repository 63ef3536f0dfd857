"""`nhimbe-migrations diff` as a person runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCHEMA = "worker/src/db/schema.sql"


def diff(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nhimbe_migrations", "diff", *arguments],
        cwd=root, capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


def test_nothing_edited_is_nothing_to_print(sample: Path) -> None:
    ran = diff(sample)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "asks for nothing that the databases lack" in ran.stderr


def test_an_edit_is_printed_as_a_migration_and_nothing_is_written(sample: Path) -> None:
    schema = sample / SCHEMA
    text = schema.read_text(encoding="utf-8")
    schema.write_text(
        text.replace("  starts_at TEXT NOT NULL,\n", "  starts_at TEXT NOT NULL,\n  doors_at TEXT,\n", 1),
        encoding="utf-8",
    )
    before = schema.read_bytes()
    ran = diff(sample)
    assert (ran.returncode, "ADD COLUMN doors_at TEXT;" in ran.stdout) == (0, True)
    assert schema.read_bytes() == before
    assert "applies" in ran.stderr


def test_a_rename_is_asked_for_and_can_be_told(sample: Path) -> None:
    schema = sample / SCHEMA
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace("  window_starts_at TEXT", "  opened_at TEXT", 1), encoding="utf-8")
    assert "opened_at is new" in diff(sample).stderr
    ran = diff(sample, "--rename", "rate_limits.window_starts_at=opened_at")
    assert (ran.returncode, "RENAME COLUMN window_starts_at TO opened_at;" in ran.stdout) == (0, True)
