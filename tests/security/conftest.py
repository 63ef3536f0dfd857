"""A server as a client starts it, at a repository that means harm."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from security.hostile import make
from tools.raw import RawClient

Serve = Callable[[], AbstractContextManager[RawClient]]


@pytest.fixture(autouse=True)
def quiet_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NHIMBE_MIGRATIONS_REPO", "CLAUDE_PROJECT_DIR", "NHIMBE_MIGRATIONS_TRUST_REPOSITORY", "GIT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("MONGOD_BIN", str(tmp_path / "no-mongod"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    return make(tmp_path / "repository")


@pytest.fixture
def serve(hostile: Path, tmp_path: Path) -> Serve:
    @contextmanager
    def serving() -> Iterator[RawClient]:
        with RawClient(hostile, tmp_path / "state", "2025-11-25", {}, None) as client:
            yield client

    return serving
