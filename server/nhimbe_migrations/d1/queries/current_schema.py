"""What a database holds while the statements of a migration run on it, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.schema.introspection import read_one, read_schema
from nhimbe_migrations.d1.sql.actions import Drop
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import Schema
    from nhimbe_migrations.d1.shadow.shadow import Shadow
    from nhimbe_migrations.d1.sql.script import Statement

__all__ = ["CurrentSchema"]


class CurrentSchema:
    """What the database holds now. All of it is read only for a statement that asks for more than a name."""

    def __init__(self, shadow: Shadow, known: Schema | None) -> None:
        self._shadow = shadow
        self._connection = shadow.connection
        self._version = self._asked("PRAGMA schema_version")
        self._schema = read_schema(self._connection) if known is None else known
        self._dropped: set[str] = set()
        """The folded names of tables that have gone since all was read, where nothing else has changed."""
        self._fires = bool(self._schema.triggers)

    @property
    def schema(self) -> Schema:
        if (version := self._asked("PRAGMA schema_version")) != self._version or self._dropped:
            self._schema, self._version = read_schema(self._connection, known=self._schema), version
            self._dropped.clear()
        return self._schema

    def follow(self, statement: Statement) -> None:
        """Run a statement; that a table goes is noted, and the rest stays read."""
        import apsw

        self._fires = self._fires or "TRIGGER" in statement.words
        action = statement.action
        is_drop = isinstance(action, Drop) and action.kind == "table"
        was_read = is_drop and self._asked("PRAGMA schema_version") == self._version
        with suppress(apsw.Error):
            self._shadow.ask(statement.text)
        if was_read and isinstance(action, Drop) and (version := self._asked("PRAGMA schema_version")) != self._version:
            self._dropped.add(folded(action.name.name))
            self._version = version

    def table(self, names: Collection[str]) -> Schema:
        """Return what there is of the only one of these tables, where no trigger fires; else everything."""
        if self._fires or len(names) != 1 or self._asked("PRAGMA schema_version") == self._version:
            return self.schema
        return read_one(self._connection, *names)

    def less_dropped(self) -> tuple[Schema, frozenset[str]]:
        """Return the schema as it was read last, and the folded names of the tables that have gone from it since."""
        if self._asked("PRAGMA schema_version") != self._version:
            return self.schema, frozenset()
        return self._schema, frozenset(self._dropped)

    def add_columns(self, statements: Sequence[Statement]) -> None:
        """Run ALTER TABLE … ADD COLUMNs, one after the other."""
        if statements:
            self._shadow.ask_all([statement.text for statement in statements])

    def has(self, kind: ObjectKind, name: str) -> bool:
        """Whether there is such an object; a virtual table counts as a table."""
        if kind == "trigger":
            return self.schema.find(kind, name) is not None
        if kind == "index":
            return bool(self._asked(f"PRAGMA index_info({quoted(name)})"))
        listed = self._asked(f"PRAGMA table_list({quoted(name)})")
        kinds = {"view"} if kind == "view" else {"table", "virtual", "shadow"}
        return any(schema == "main" and type_ in kinds for schema, _, type_, *_ in listed)

    def is_strict(self, name: str) -> bool:
        return any(strict for *_, strict in self._asked(f"PRAGMA table_list({quoted(name)})"))

    def _asked(self, pragma: str) -> list[tuple[Any, ...]]:
        return list(self._connection.execute(pragma))
