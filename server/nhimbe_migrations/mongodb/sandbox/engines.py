"""The programs that a proof waits for longest, started before anything else of it: the compiler, the sandbox and its server.

It needs nothing of the rooms that read and judge migrations, so it can be called before those are even loaded.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nhimbe_migrations.mongodb.sandbox.checker import begin_checker
from nhimbe_migrations.mongodb.sandbox.loading.aliases import read_settings
from nhimbe_migrations.mongodb.sandbox.spare import begin_sandbox
from nhimbe_migrations.mongodb.sandbox.tools import find_deno, find_mongod

__all__ = ["UNTYPED", "begin_engines", "begin_engines_beside", "needs_replica_set", "strictness"]

UNTYPED = (".js", ".mjs", ".cjs")
"""Endings of files in which nothing states a type."""
_STRICTNESS = (
    "strict", "noImplicitAny", "strictNullChecks", "strictFunctionTypes", "strictBindCallApply", "noImplicitThis",
    "strictPropertyInitialization", "useUnknownInCatchVariables", "noUncheckedIndexedAccess", "exactOptionalPropertyTypes",
)  # fmt: skip
_TRANSACTIONS = re.compile(r"\b(?:withTransaction|startTransaction|startSession|withSession|watch)\s*\(")


def begin_engines(text: str, file: str, repository_root: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Start in the background what a proof of `text`, which will stand in `file`, will need; nothing is said of what is not there."""
    deno = find_deno(environment)
    if deno is None:
        return
    if not file.endswith(UNTYPED):
        begin_checker(deno, strictness(repository_root, file))
    mongod = find_mongod(environment)
    if mongod is not None and not environment.get("MONGODB_VERIFY_URI"):
        begin_sandbox(deno, mongod, replica_set=needs_replica_set(text))


def begin_engines_beside(folder: str, repository_root: Path, text: str = "") -> None:
    """The same for a migration that is not written yet and will stand in `folder`: in the language of its neighbours."""
    try:
        endings = {path.suffix for path in (repository_root / folder).iterdir()}
    except OSError:
        endings = set()
    ending = next((ending for ending in UNTYPED if ending in endings and ".ts" not in endings), ".ts")
    begin_engines(text, posixpath.join(folder, f"next{ending}"), repository_root)


def needs_replica_set(text: str) -> bool:
    """Whether a migration uses what a standalone server does not have: transactions and change streams."""
    return _TRANSACTIONS.search(text) is not None


def strictness(root: Path, file: str) -> dict[str, Any]:
    """Return how strict the compiler is to be with `file`, as the nearest tsconfig.json says."""
    at = (root / file).parent
    while at.is_relative_to(root):
        settings = read_settings(at / "tsconfig.json")
        if settings is not None:
            options = settings.get("compilerOptions")
            stated = options if isinstance(options, dict) else {}
            kept = {name: stated[name] for name in _STRICTNESS if isinstance(stated.get(name), bool)}
            # TypeScript is lax where nothing is said, Deno is not.
            return {"strict": False, **kept} if stated else {}
        if at == root:
            break
        at = at.parent
    return {}
