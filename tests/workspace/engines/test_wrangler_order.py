"""Wrangler itself takes a new file after all others, whatever the repository's names look like."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.write import write_request

BIN = Path(__file__).parents[3] / ".tools/d1-latest/node_modules/.bin"
MISSING = "real D1 is not installed: run `make d1-engines`"
WRANGLER = 'name = "shop"\ncompatibility_date = "2024-01-01"\n[[d1_databases]]\nbinding = "DB"\ndatabase_name = "shop"\ndatabase_id = "local"\n'
LAYOUTS = {
    "numbers, underscore": (["0001_writers.sql", "0002_novels.sql"], r"0003_add_a_note\.sql"),
    "numbers, hyphen, past the width": (["98-the-writers.sql", "99-the-novels.sql"], r"100-add-a-note\.sql"),
    "timestamps, underscore": (["20240101000000_writers.sql", "20240201000000_novels.sql"], r"20\d{12}_add_a_note\.sql"),
    "dates with hyphens": (["2024-01-14-the-writers.sql", "2024-02-01-the-novels.sql"], r"20\d\d-\d\d-\d\d-add-a-note\.sql"),
}  # fmt: skip

pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_new_file_is_the_last_that_wrangler_applies(layout: str, tmp_path: Path) -> None:
    if not (BIN / "wrangler").exists():
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    names, form = LAYOUTS[layout]
    (tmp_path / "migrations").mkdir()
    (tmp_path / "wrangler.toml").write_text(WRANGLER, encoding="utf-8")
    for name, table in zip(names, ("writers", "novels"), strict=True):
        (tmp_path / "migrations" / name).write_text(f"CREATE TABLE {table} (id TEXT PRIMARY KEY);\n", encoding="utf-8")
    request = request_from(description="Add a note", target="d1", sql="ALTER TABLE novels ADD COLUMN note TEXT;")
    file = write_request(open_project(str(tmp_path), {}), request)["file"].rpartition("/")[2]
    assert re.fullmatch(form, file)

    # All at once: what sorts before the table that it alters would stop it.
    said = wrangler(tmp_path, "migrations", "apply", "DB", "--local")
    assert said.count("✅") >= len(names) + 1, said
    ledger = wrangler(tmp_path, "execute", "DB", "--local", "--json", "--command", "SELECT name FROM d1_migrations ORDER BY id")  # fmt: skip
    assert re.findall(r'"name":\s*"([^"]+)"', ledger) == [*names, file]
    assert "No migrations to apply" in wrangler(tmp_path, "migrations", "list", "DB", "--local")


def wrangler(root: Path, *arguments: str) -> str:
    environment = {
        **os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "CI": "1", "WRANGLER_SEND_METRICS": "false", "HOME": str(root),
    }  # fmt: skip
    command = [str(BIN / "wrangler"), "d1", *arguments]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
