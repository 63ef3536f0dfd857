"""How much of anything is taken in: sizes of files, lengths of arguments, depth of nesting, seconds of a call.

One page, so that documentation, errors and tests name the same numbers. They are far above what a person writes and
far below what stops a machine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

__all__ = [
    "ANSWER_BYTES",
    "ARGUMENT_DEPTH",
    "CACHE_BYTES",
    "CACHE_ENTRY_BYTES",
    "CALL_SECONDS",
    "CALL_SECONDS_VARIABLE",
    "CYCLES_SELDOM",
    "NAME_LENGTH",
    "SETTINGS_BYTES",
    "SOURCE_BYTES",
    "TEXT_LENGTH",
    "WORKER_BYTES",
    "call_seconds",
]

SETTINGS_BYTES = 1_000_000
"""Of a configuration file: nhimbe-migrations.toml, a wrangler file, what git keeps about a checkout."""
SOURCE_BYTES = 16_000_000
"""Of an SQL or TypeScript file."""
TEXT_LENGTH = 1_000_000
"""Code points of an argument that holds statements, code or documents."""
NAME_LENGTH = 20_000
"""Code points of any other argument: a request, a description, names, reasons."""
ARGUMENT_DEPTH = 60
"""Levels to which an argument may nest."""
ANSWER_BYTES = 50_000
"""Of one answer, in UTF-8."""
CYCLES_SELDOM = (50_000, 20, 20)
"""Objects more than before at which cycles are looked for while a caller waits, and how often those of older generations are."""
CALL_SECONDS = 30.0
"""How long a call may take, unless the variable says otherwise."""
CALL_SECONDS_VARIABLE = "NHIMBE_MIGRATIONS_CALL_SECONDS"
WORKER_BYTES = 3_000_000_000
"""Address space of the process that carries a call out."""
CACHE_BYTES = 100_000_000
"""Of the cache on disk, all entries together."""
CACHE_ENTRY_BYTES = 16_000_000
"""Of one entry, packed."""
_LONGEST_CALL = 3600.0


def call_seconds(environment: Mapping[str, str] = os.environ) -> float:
    """Return the deadline of a call in seconds: as the variable says, between 1 and 3,600; 30 where it says nothing."""
    try:
        seconds = float(environment.get(CALL_SECONDS_VARIABLE, CALL_SECONDS))
    except ValueError:
        return CALL_SECONDS
    return min(max(seconds, 1.0), _LONGEST_CALL) if seconds == seconds else CALL_SECONDS  # noqa: PLR0124 NaN
