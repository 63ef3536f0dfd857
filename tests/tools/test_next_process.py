"""A server that finds what an earlier one worked out answers as one that works all of it out itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.conftest import snapshot
from tools.raw import RawClient

CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("draft_migration", {"description": "a", "target": "d1", "sql": "ALTER TABLE users RENAME COLUMN name TO title"}),
    ("draft_migration", {"description": "b", "target": "d1", "sql": "DROP TABLE users"}),
    ("read_schema", {"target": "d1"}),
    ("check_migrations", {}),
)


def answered(repository: Path, state: Path) -> list[dict[str, Any]]:
    """What a fresh server says, each time from the first word on."""
    with RawClient(repository, state, "2025-11-25", {}, None) as client:
        return [client.request("tools/call", {"name": name, "arguments": given})["result"] for name, given in CALLS]


def test_the_next_server_says_what_the_first_said(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(sample)
    alone = answered(sample, tmp_path / "alone")  # tests keep nothing unless they say so
    assert not (tmp_path / "alone/cache").exists()
    monkeypatch.delenv("NHIMBE_MIGRATIONS_CACHE")
    first = answered(sample, tmp_path / "state")
    kept = {item.name.partition("-")[0] for item in (tmp_path / "state/cache").iterdir()}
    assert kept == {"states", "code"}
    assert first == alone
    assert answered(sample, tmp_path / "state") == alone
    assert snapshot(sample) == before
