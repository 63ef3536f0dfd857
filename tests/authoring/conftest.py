from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.proof.prove import open_sandbox
from nhimbe_migrations.mongodb.sandbox.sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A real mongod with Deno before it."""
    try:
        with open_sandbox(limit=10.0, environment={}) as opened:
            yield opened
    except ToolMissingError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(f"{missing} (make setup)")
