"""How much D1 takes: the limits of SQLite that workerd turns down, and the ones that its build sets.

Values are those measured on the local engines; where Cloudflare's page names a lower one that nothing enforces
(32 function arguments), the enforced one counts, since this is about what runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.d1.shadow.generations import Generation

__all__ = ["STATEMENT_BYTES", "set_limits"]

STATEMENT_BYTES = 100_000
"""The longest statement, in bytes of UTF-8."""


def set_limits(connection: apsw.Connection, generation: Generation) -> None:
    """Give `connection` the limits of `generation`."""
    import apsw

    limits = {
        apsw.SQLITE_LIMIT_SQL_LENGTH: STATEMENT_BYTES,
        apsw.SQLITE_LIMIT_COLUMN: 100,
        apsw.SQLITE_LIMIT_COMPOUND_SELECT: 5,
        apsw.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 50,
        apsw.SQLITE_LIMIT_EXPR_DEPTH: 100,
        apsw.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
        apsw.SQLITE_LIMIT_VARIABLE_NUMBER: 100,
        apsw.SQLITE_LIMIT_FUNCTION_ARG: 127,
        apsw.SQLITE_LIMIT_LENGTH: generation.value_bytes,
        apsw.SQLITE_LIMIT_ATTACHED: 0,
    }
    if generation.program_steps is not None:
        limits[apsw.SQLITE_LIMIT_VDBE_OP] = generation.program_steps
    for limit, value in limits.items():
        connection.limit(limit, value)
