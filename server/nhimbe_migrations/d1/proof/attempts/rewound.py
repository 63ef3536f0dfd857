"""One database, opened once, on which a migration that only writes rows is tried again and again.

What an image costs is that SQLite reads its schema, and compiles each statement, anew. A transaction around a trial that is
taken back leaves both as they are, and the rows as they were. Where a trial could tell the difference (a reference that
waits for COMMIT, a count of changes, a module with a memory of its own) the image is opened each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.syntax_tree import kind

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import Schema
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Rewound", "can_rewind"]

_ROWS = {"InsertStmt", "UpdateStmt", "DeleteStmt"}
_TELLS = ("deferred", "changes", "rollback")


def can_rewind(migration_sql: str, schema: Schema, schema_sql: str) -> bool:
    """Whether a trial of the migration cannot tell a transaction around it from a database of its own."""
    return (
        all(kind(statement.tree) in _ROWS for statement in Script.of(migration_sql).statements)
        and all(item.module.lower() in _FORGETFUL for item in schema.virtual_tables)
        and not any(word in sql for sql in (migration_sql.lower(), schema_sql.lower()) for word in _TELLS)
    )


_FORGETFUL = {"fts5", "fts5vocab"}
"""Modules that go back with the transaction; an R*Tree remembers how deep it was."""


class Rewound:
    """Opens `image` whenever it is asked for, on one connection as long as that does."""

    def __init__(self, image: bytes) -> None:
        self._image = image
        self._shadow: Shadow | None = None

    def opened(self) -> Shadow:
        """Return a shadow that holds the image; the one before is not in use any more."""
        shadow = self._shadow
        if shadow is not None and shadow.connection.in_transaction:
            shadow.connection.execute("ROLLBACK")
            shadow.connection.set_last_insert_rowid(0)
            shadow.exhausted = False
        else:  # a statement that is stopped takes the whole transaction back, and what comes then stays
            self.close()
            shadow = self._shadow = _opened(self._image)
        shadow.connection.execute("BEGIN")
        return shadow

    def close(self) -> None:
        """Free the database."""
        if self._shadow is not None:
            self._shadow.is_inside = False
            self._shadow.close()
            self._shadow = None


def _opened(image: bytes) -> Shadow:
    import apsw

    # A database that was deserialized gives its bytes as they were before the transaction.
    shadow, source = open_shadow(LATEST), apsw.Connection(":memory:")
    try:
        source.deserialize("main", image)
        with shadow.connection.backup("main", source, "main") as copy:
            copy.step()
    finally:
        source.close()
    shadow.is_inside = True
    return shadow
