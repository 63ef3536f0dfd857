"""What the README and the reference say is what the code does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from documents import documents

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_generated_documents_are_up_to_date() -> None:
    stale = [path for path, content in documents().items() if (ROOT / path).read_text(encoding="utf-8") != content]
    assert stale == [], "run `make docs`"


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_what_the_readme_links_to_is_there(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^nhimbe-migrations (.+)$", README, re.MULTILINE))))
def test_every_command_of_the_readme_runs_on_the_sample(command: str, sample: Path) -> None:
    printed = command.partition(" > ")[0]  # the shell's part comes behind
    arguments = printed.replace("013", "011").replace("origin/main", "main").split()
    ran = subprocess.run(
        [sys.executable, "-m", "nhimbe_migrations", *arguments],
        cwd=sample, capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.strip() != ""


def test_the_make_targets_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z0-9-]+)", README)) - {"and"} <= targets


def test_mcp_json_starts_the_command_that_the_package_installs() -> None:
    server = json.loads((ROOT / "mcp.json").read_text(encoding="utf-8"))["mcpServers"]["nhimbe-migrations"]
    # With the extra: without it a MongoDB migration, the default target, is read and not executed.
    assert (server["command"], server["args"]) == (
        "uvx",
        ["--from", "nhimbe-migrations[mongodb]", "nhimbe-migrations"],
    )
    assert 'nhimbe-migrations = "nhimbe_migrations.__main__:main"' in (ROOT / "pyproject.toml").read_text(
        encoding="utf-8"
    )


def test_every_page_of_a_rule_shows_what_is_found_and_how_to_fix_it() -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "rules").glob("*/*.md")}
    told = {path.stem: text for path, text in pages.items() if not path.stem.startswith("fixed-")}
    assert {name for name, text in told.items() if "## Incorrect" not in text} == set()
    assert {name for name, text in told.items() if "## How to fix" not in text} == set()
