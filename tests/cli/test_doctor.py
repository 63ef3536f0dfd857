"""`nhimbe-migrations doctor` and `init`: what is found, what is missing, what is asked."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

AGENTS = "# House rules\r\n\r\nTabs, not spaces. 🙂\r\n"


def run(repository: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    ran = subprocess.run(
        [sys.executable, "-m", "nhimbe_migrations", *arguments],
        cwd=repository, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout, ran.stderr


def looked_at(repository: Path, **environment: str) -> dict[str, dict[str, str]]:
    _, said, _ = run(repository, "doctor", "--format", "json", **environment)
    return {line["about"]: line for line in json.loads(said)}


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Two databases of one wrangler file, neither named before the other."""
    root = tmp_path / "two"
    for name in ("accounts", "orders"):
        folder = root / name
        folder.mkdir(parents=True)
        (folder / "0001_first.sql").write_text(f"CREATE TABLE {name} (id TEXT PRIMARY KEY);\n", encoding="utf-8")
    bindings = "".join(
        f'[[d1_databases]]\nbinding = "{name.upper()}"\ndatabase_name = "{name}"\ndatabase_id = "x"\nmigrations_dir = "{name}"\n'
        for name in ("accounts", "orders")
    )
    (root / "wrangler.toml").write_text(f'name = "two"\n{bindings}', encoding="utf-8")
    return root


def test_it_says_what_the_sample_is(sample: Path) -> None:
    lines = looked_at(sample)
    assert lines["migrations"]["told"].startswith("worker/src/db/migrations (")
    assert lines["schema.sql"]["told"] == "worker/src/db/schema.sql"
    assert "nothing of the repository is run" in lines["trust"]["told"]
    code, said, wrong = run(sample, "doctor")
    assert wrong == ""
    assert code == (1 if "MISS" in said else 0)


def test_what_is_missing_comes_with_the_command_that_brings_it(sample: Path) -> None:
    lines = looked_at(sample, DENO_BIN="/nowhere", MONGOD_BIN="/nowhere", NHIMBE_MIGRATIONS_TRUST_REPOSITORY="1")
    for name in ("Deno", "mongod"):
        assert lines[name]["state"] == "missing"
        assert "nhimbe-migrations[mongodb]" in lines[name]["way_out"]
    assert "are run" in lines["trust"]["told"]
    assert run(sample, "doctor", DENO_BIN="/nowhere")[0] == 1


def test_a_check_of_two_databases_checks_both(two: Path) -> None:
    (two / "orders/0002_wrong.sql").write_text("ALTER TABLE nowhere ADD COLUMN x TEXT;\n", encoding="utf-8")
    code, said, wrong = run(two, "check")
    assert (code, wrong) == (1, "")
    accounts, _, orders = said.partition("Database orders:")
    assert "Database accounts:" in accounts
    assert "nowhere" not in accounts
    assert "orders/0002_wrong.sql" in orders
    code, said, _ = run(two, "check", "--database", "accounts")
    assert (code, "Database" in said) == (0, False)


def test_a_file_is_checked_in_the_database_whose_it_is(two: Path) -> None:
    code, said, wrong = run(two, "check", "accounts/0001_first.sql", "orders/0001_first.sql", "--format", "json")
    assert (code, wrong) == (0, "")
    assert [answer["ok"] for answer in json.loads(said)] == [True, True]
    event = {"tool_input": {"file_path": str(two / "orders/0002_x.sql")}, "cwd": str(two)}
    (two / "orders/0002_x.sql").write_text("DROP TABLE nowhere;\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "nhimbe_migrations", "hook"], cwd=two, input=json.dumps(event).encode(),
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert json.loads(ran.stdout)["decision"] == "block"


def test_the_status_and_the_picture_of_two_databases_are_of_the_one_that_is_named(two: Path) -> None:
    ledger = two / "ledger.json"
    ledger.write_text('[{"results": [{"name": "0001_first.sql"}]}]', encoding="utf-8")
    assert "Which D1 database" in run(two, "status", "--ledger", str(ledger))[2]
    assert "0001_first.sql" in run(two, "status", "--ledger", str(ledger), "--database", "orders")[1]
    assert "accounts" in run(two, "diagram", "--database", "accounts")[1]


def test_two_databases_are_a_question_and_not_a_guess(two: Path) -> None:
    migrations = looked_at(two)["migrations"]
    assert migrations["state"] == "missing"
    assert "orders" in migrations["told"] + migrations["way_out"]
    code, _, wrong = run(two, "init")
    assert code == 2
    assert "accounts" in wrong
    assert not (two / "nhimbe-migrations.toml").exists()


def test_with_yes_init_takes_the_first_and_says_so_in_the_file(two: Path) -> None:
    assert run(two, "init", "--yes")[0] == 0
    settings = tomllib.loads((two / "nhimbe-migrations.toml").read_text(encoding="utf-8"))
    assert settings["paths"]["migrations"] == "accounts"


def test_on_a_terminal_init_asks(two: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "nhimbe_migrations", "init"],
        cwd=two,
        stdin=theirs,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    os.write(ours, b"seven\n9\n2\n")
    said, _ = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, said
    assert "1 to 2?" in said
    settings = tomllib.loads((two / "nhimbe-migrations.toml").read_text(encoding="utf-8"))
    assert settings["paths"]["migrations"] == "orders"


def test_agents_md_gets_one_section_and_keeps_the_rest(sample: Path) -> None:
    (sample / "AGENTS.md").write_text(AGENTS, encoding="utf-8", newline="")
    for _ in range(2):
        assert run(sample, "init", "--agents")[0] == 0
    text = (sample / "AGENTS.md").read_bytes().decode()
    assert text.startswith(AGENTS.rstrip())
    assert text.count("## Database migrations") == 1
    assert "draft_migration" in text


def test_outside_a_repository_doctor_says_how_to_name_one(tmp_path: Path) -> None:
    code, _, wrong = run(tmp_path, "doctor", "--repo", str(tmp_path / "nowhere"))
    assert (code, "--repo" in wrong) == (2, True)
