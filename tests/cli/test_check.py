"""`nhimbe-migrations check`, as a person, a pre-commit hook and a workflow run it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MIGRATIONS = "worker/src/db/migrations"


def check(repository: Path, *arguments: str) -> tuple[int, str, str]:
    ran = subprocess.run(
        [sys.executable, "-m", "nhimbe_migrations", "check", *arguments],
        cwd=repository, capture_output=True, encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout, ran.stderr


def git(repository: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=repository, check=True, capture_output=True)


def write(repository: Path, name: str, text: str) -> None:
    (repository / MIGRATIONS / name).write_text(text, encoding="utf-8")


def test_the_sample_has_no_error(sample: Path) -> None:
    code, said, wrong = check(sample)
    assert (code, wrong) == (0, "")
    assert said.splitlines()[-1].startswith("ok: 0 errors")


def test_a_migration_that_would_empty_a_table_fails_the_check_and_names_the_line(sample: Path) -> None:
    write(sample, "013_drop_users.sql", "-- Migration 013: Drop users\n\nDROP TABLE IF EXISTS users;\n")
    code, said, _ = check(sample)
    assert code == 1
    assert f"{MIGRATIONS}/013_drop_users.sql:3: error:" in said
    assert "registrations" in said


def test_sql_that_does_not_parse_fails(sample: Path) -> None:
    write(sample, "013_wrong.sql", "-- Migration 013: Wrong\nCREATE TABEL x (id TEXT);\n")
    assert check(sample)[0] == 1


def test_json_is_the_whole_verdict(sample: Path) -> None:
    write(sample, "013_ok.sql", "-- Migration 013: Ok\nCREATE TABLE IF NOT EXISTS oks (id TEXT PRIMARY KEY);\n")
    code, said, _ = check(sample, "013", "--format", "json")
    verdict = json.loads(said)
    assert (code, verdict["ok"], verdict["verification"]["applied"]) == (0, True, True)


def test_github_annotations_keep_to_one_line_each(sample: Path) -> None:
    write(sample, "013_drop.sql", "-- Migration 013: Drop\nDROP TABLE IF EXISTS referrals;\n")
    code, said, _ = check(sample, "--format", "github")
    assert code == 1
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in said.splitlines())
    assert any(f"file={MIGRATIONS}/013_drop.sql,line=2" in line for line in said.splitlines())


def test_base_judges_only_what_the_branch_adds(sample: Path) -> None:
    write(sample, "012_bad.sql", "-- Migration 012: Bad\nDROP TABLE IF EXISTS referrals;\n")
    git(sample, "add", "-A")
    git(sample, "commit", "-qm", "a mistake on main")
    git(sample, "checkout", "-qb", "feature")
    schema = sample / "worker/src/db/schema.sql"
    added = "CREATE TABLE IF NOT EXISTS goods (id TEXT PRIMARY KEY);\n"
    write(sample, "014_good.sql", f"-- Migration 014: Good\n{added}")
    schema.write_text(schema.read_text(encoding="utf-8") + "\n" + added, encoding="utf-8")
    code, said, _ = check(sample, "--base", "main")
    assert "014_good" not in said
    assert "012_bad.sql" not in "".join(
        line for line in said.splitlines() if "schema.sql" not in line and ": error" in line and "drift" not in line
    )
    assert code in (0, 1)


def test_two_branches_that_both_wrote_013_are_told_on_either(sample: Path) -> None:
    one = "-- Migration 013: One\nCREATE TABLE IF NOT EXISTS ones (id TEXT PRIMARY KEY);\n"
    git(sample, "checkout", "-qb", "two")
    write(sample, "013_two.sql", one.replace("One", "Two").replace("ones", "twos"))
    git(sample, "add", "-A")
    git(sample, "commit", "-qm", "two")
    git(sample, "checkout", "-q", "main")
    write(sample, "013_one.sql", one)
    git(sample, "add", "-A")
    git(sample, "commit", "-qm", "one")
    git(sample, "checkout", "-q", "two")
    code, said, _ = check(sample, "--base", "main")
    assert code == 1
    assert "number-taken-on-base" in said
    assert "013_one.sql" in said


def test_an_edited_migration_of_the_base_is_an_error(sample: Path) -> None:
    git(sample, "checkout", "-qb", "feature")
    file = sample / MIGRATIONS / "010_add_user_is_verified.sql"
    file.write_text(file.read_text(encoding="utf-8") + "-- later thought\n", encoding="utf-8")
    code, said, _ = check(sample, "--base", "main")
    assert code == 1
    assert "committed-migration-edited" in said


def test_what_cannot_be_checked_exits_2_with_the_way_out(sample: Path, tmp_path: Path) -> None:
    assert check(sample, "099")[0] == 2
    assert check(sample, "--base", "nowhere")[0] == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    code, said, wrong = check(empty, "--repo", str(tmp_path / "missing"))
    assert (code, said) == (2, "")
    assert "--repo" in wrong
