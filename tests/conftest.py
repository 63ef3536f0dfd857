"""What every room's tests share: the sample repository, and a state folder of their own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from nhimbe_migrations.authoring.project.sample import lay_out_sample

# What a test works out is its own; tests of the cache give it a folder.
os.environ.setdefault("NHIMBE_MIGRATIONS_CACHE", "off")

# A busy machine is no fault. CI answers the same twice; elsewhere each run looks at new examples.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def sample_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample repository as it is laid out once; tests get copies of it."""
    return lay_out_sample(tmp_path_factory.mktemp("sample") / "nhimbe")


@pytest.fixture
def sample(sample_master: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample repository, with history, and a state folder that is this test's own."""
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    return Path(shutil.copytree(sample_master, tmp_path / "nhimbe", symlinks=True))
