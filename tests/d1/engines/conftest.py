"""Tests that need both generations of D1 are skipped loudly where these are missing, and fail in CI."""

from __future__ import annotations

import os

import pytest

from d1.engines.workerd import installed

MISSING = "real D1 is not installed: run `make d1-engines`"


@pytest.fixture(scope="session")
def engines() -> None:
    if not installed():
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
