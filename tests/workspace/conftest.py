"""Real git checkouts in throw-away folders, with a state folder of their own."""

import os
from pathlib import Path

import pytest

from workspace.checkouts import WRANGLER, Checkout


@pytest.fixture(autouse=True)
def quiet_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own git settings, state folder or environment take part."""
    for name in ("NHIMBE_MIGRATIONS_REPO", "CLAUDE_PROJECT_DIR", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Tatenda")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tatenda@example.org")


@pytest.fixture
def plain(tmp_path: Path) -> Checkout:
    """An empty folder without git."""
    (tmp_path / "plain").mkdir()
    return Checkout(tmp_path / "plain")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """An empty git repository on main, with nhimbe's wrangler file."""
    (tmp_path / "checkout").mkdir()
    made = Checkout(tmp_path / "checkout")
    made.git("init", "--quiet", "--initial-branch=main")
    made.write("worker/wrangler.toml", WRANGLER)
    return made


@pytest.fixture
def nhimbe(checkout: Checkout) -> Checkout:
    """Twelve migrations: four unnumbered ones, then 004 to 011; schema.sql and types.ts."""
    for name in ("initial.sql", "add_registrations.sql", "fts_search.sql", "add_event_reviews.sql"):
        checkout.migration(name)
        checkout.commit(f"add {name}")
    for number in range(4, 12):
        checkout.migration(f"{number:03d}_step.{'ts' if number in {5, 7, 9} else 'sql'}")
    checkout.write("worker/src/db/schema.sql", "CREATE TABLE a (id TEXT PRIMARY KEY);\n")
    checkout.write("worker/src/types.ts", "export interface A { id: string }\n")
    checkout.commit("number them")
    return checkout
