"""One throw-away server and one sandbox for the whole run; what is missing is skipped loudly, and fails in CI."""

import os
from pathlib import Path

import pytest

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.proof.prove import open_sandbox
from nhimbe_migrations.mongodb.sandbox.tools import find_deno, find_mongod

ROOT = Path(__file__).parents[3]


def lacking(why: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"CI has to prove this: {why}")
    pytest.skip(f"NOT CHECKED: {why} (make setup)")


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def tools():
    folder = ROOT / ".tools" / "mongodb"
    if not (folder / "node_modules" / "mongodb").is_dir():
        lacking("the node tools are not installed")
    return folder


@pytest.fixture(scope="session")
def mongod():
    binary = find_mongod()
    if binary is None:
        lacking("no mongod was found")
    return binary


@pytest.fixture(scope="session")
def deno():
    binary = find_deno()
    if binary is None:
        lacking("Deno was not found")
    return binary


@pytest.fixture(scope="session")
def sandbox(mongod, deno):
    try:
        with open_sandbox(mongod=mongod, limit=5.0, environment={}) as opened:
            yield opened
    except ToolMissingError as missing:
        lacking(str(missing))


@pytest.fixture(scope="session")
def replica_set(mongod, deno):
    with open_sandbox(mongod=mongod, replica_set=True, environment={}) as opened:
        yield opened
