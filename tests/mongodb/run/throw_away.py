"""A MongoDB server for one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nhimbe_migrations.mongodb.sandbox.mongod import Server, start_server


@contextmanager
def throw_away_server(mongod: Path, *, replica_set: bool = False) -> Iterator[Server]:
    """Run `mongod` on an empty folder until the block ends."""
    starting = start_server(mongod, replica_set=replica_set)
    try:
        yield starting.wait()
    finally:
        starting.end()
