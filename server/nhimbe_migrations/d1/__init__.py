"""D1: what SQL migrations mean, what they do to a database with rows in it, and schema.sql kept in step.

This is the room's face: read a text (`Script`), the databases that there are (`States`, `build_states`), fix a draft
(`normalise`), examine it (`examine`), and bring schema.sql up to date (`bring_up_to_date`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nhimbe_migrations.d1.examination import Examination, examine
    from nhimbe_migrations.d1.lint.fix import normalise
    from nhimbe_migrations.d1.schema.model import Schema
    from nhimbe_migrations.d1.schema_file.editor import bring_up_to_date
    from nhimbe_migrations.d1.sql.script import Script
    from nhimbe_migrations.d1.states.states import States, build_states

__all__ = ["Examination", "Schema", "Script", "States", "bring_up_to_date", "build_states", "examine", "normalise"]

_HOMES = {
    "Examination": "examination",
    "examine": "examination",
    "normalise": "lint.fix",
    "Schema": "schema.model",
    "bring_up_to_date": "schema_file.editor",
    "Script": "sql.script",
    "States": "states.states",
    "build_states": "states.states",
}
"""Where each name lives. A name is fetched when it is first asked for: the engine is not loaded to list a folder."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 whatever the name stands for
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
