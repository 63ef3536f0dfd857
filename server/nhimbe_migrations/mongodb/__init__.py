"""MongoDB: migrations in TypeScript, written from typed changes, read, linted, and proved by running them there and back.

This is the room's face: read a file (`read_migration`), the collections that a history makes (`Collections`, `fold`),
write one from what was planned (`assemble`), fix it (`normalise`) and run it there and back (`execute`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nhimbe_migrations.mongodb.code.migration_file import read_migration
    from nhimbe_migrations.mongodb.lint.fix import normalise
    from nhimbe_migrations.mongodb.plan.plan import assemble
    from nhimbe_migrations.mongodb.proof.prove import execute
    from nhimbe_migrations.mongodb.state.collections import Collections
    from nhimbe_migrations.mongodb.state.replay import fold

__all__ = ["Collections", "assemble", "execute", "fold", "normalise", "read_migration"]

_HOMES = {
    "read_migration": "code.migration_file",
    "normalise": "lint.fix",
    "assemble": "plan.plan",
    "execute": "proof.prove",
    "Collections": "state.collections",
    "fold": "state.replay",
}
"""Where each name lives. A name is fetched when it is first asked for: the engine is not loaded to list a folder."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 whatever the name stands for
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
