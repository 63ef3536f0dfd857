"""Whether the repository may bring programs along. Only the person who starts the server can say so.

A checkout can hold anything: a `node_modules` that somebody committed, a wrangler that is none. Nothing of it is run
unless the server was started with `--trust-repository`, or with the variable below in its own environment.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

__all__ = ["TOOLS_VARIABLE", "TRUST_VARIABLE", "how_to_trust", "is_trusted", "own_tools"]

TRUST_VARIABLE = "NHIMBE_MIGRATIONS_TRUST_REPOSITORY"
TOOLS_VARIABLE = "NHIMBE_MIGRATIONS_TOOLS"
"""Names a folder of the person's own with tools in it; it is trusted, since no repository can set it."""


def is_trusted(environment: Mapping[str, str] = os.environ) -> bool:
    """Say whether programs that the repository holds may be run."""
    return environment.get(TRUST_VARIABLE, "").strip().lower() in {"1", "true", "yes", "on"}


def how_to_trust(what: str) -> str:
    """Say why `what` of the repository is not run, and what would change that."""
    return f"{what} of the repository is not run: start the server with --trust-repository to allow it"


def own_tools(environment: Mapping[str, str] = os.environ) -> Iterator[Path]:
    """Yield the folder with tools that is the person's own, where one is named."""
    if named := environment.get(TOOLS_VARIABLE):
        yield Path(named)
