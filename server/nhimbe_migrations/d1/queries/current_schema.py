"""What a database holds while the statements of a migration run on it, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
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
        self._waiting: list[str] = []
        """DROPs of tables that are sure to be there: they run as soon as something else asks the database."""
        self._version = self._asked("PRAGMA schema_version")
        self._schema = read_schema(self._connection) if known is None else known
        self._dropped: set[str] = set()
        """The folded names of tables that have gone since all was read, where nothing else has changed."""
        self._rows: dict[str, tuple[int, int]] = {}
        """By folded table: the rows of the catalogue that are its own and its indexes', and all that stand on it."""
        self._count = 0
        self._fires = bool(self._schema.triggers)

    @property
    def schema(self) -> Schema:
        if (version := self._asked("PRAGMA schema_version")) != self._version or self._dropped:
            self._schema, self._version = read_schema(self._connection, known=self._schema), version
            self._dropped.clear()
            self._rows.clear()
        return self._schema

    def follow(self, statement: Statement) -> None:
        """Run a statement; that a table goes is noted, and the rest stays read."""
        import apsw

        self._fires = self._fires or "TRIGGER" in statement.words
        action = statement.action
        is_drop = isinstance(action, Drop) and action.kind == "table"
        if isinstance(action, Drop) and self._is_sure(statement, action):
            name = folded(action.name.name)
            self._dropped.add(name)
            self._waiting.append(statement.text)
            self._count -= self._rows.pop(name, (0, 0))[1]
            return
        self._rows.clear()
        was_read = is_drop and self._asked("PRAGMA schema_version") == self._version
        with suppress(apsw.Error):
            self._shadow.ask(statement.text)
        if was_read and isinstance(action, Drop) and (version := self._asked("PRAGMA schema_version")) != self._version:
            self._dropped.add(folded(action.name.name))
            self._version = version

    def _is_sure(self, statement: Statement, drop: Drop) -> bool:
        """Whether it drops a table that is there and that nothing holds: references are off."""
        name = folded(drop.name.name)
        return (
            drop.kind == "table"
            and self._is_read
            and name not in self._dropped
            and self._schema.table(name) is not None
            and all(word.text != "." for word in statement.significant)
        )

    @property
    def _is_read(self) -> bool:
        """Whether nothing but tables that went has changed since all was read."""
        return bool(self._waiting) or self._asked("PRAGMA schema_version") == self._version

    def settle(self) -> None:
        """Run what waits."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self._shadow.ask_all(waiting)
            self._version = self._asked("PRAGMA schema_version")

    def rows_of_catalogue(self, table: str) -> tuple[int, int] | None:
        """Return how many rows the catalogue has, and how many of them are this table's and its indexes'.

        None where the database itself is to be asked: before any table has gone, and where something else has changed.
        """
        if not self._waiting:
            return None
        if not self._rows:
            self._read_rows()
        return self._count, self._rows.get(folded(table), (0, 0))[0]

    def _read_rows(self) -> None:
        self.settle()
        counted = "SELECT tbl_name, total(type IN ('table', 'index')), count(*) FROM sqlite_master GROUP BY tbl_name COLLATE NOCASE"
        rows = self._shadow.ask(counted)
        self._rows = {folded(str(table)): (int(own), int(every)) for table, own, every in rows}
        self._count = sum(every for _, every in self._rows.values())

    def table(self, names: Collection[str]) -> Schema:
        """Return what there is of the only one of these tables, where no trigger fires; else everything."""
        if self._fires or len(names) != 1 or self._asked("PRAGMA schema_version") == self._version:
            return self.schema
        return read_one(self._connection, *names)

    def less_dropped(self) -> tuple[Schema, AbstractSet[str]]:
        """Return the schema as it was read last, and the folded names of the tables that have gone from it since."""
        if not self._is_read:
            return self.schema, frozenset()
        return self._schema, self._dropped

    def add_columns(self, statements: Sequence[Statement]) -> None:
        """Run ALTER TABLE … ADD COLUMNs, one after the other."""
        if statements:
            self.settle()
            self._rows.clear()
            self._shadow.ask_all([statement.text for statement in statements])

    def has(self, kind: ObjectKind, name: str) -> bool:
        """Whether there is such an object; a virtual table counts as a table."""
        if kind == "table" and self._is_read:
            if folded(name) in self._dropped:
                return False
            if self._schema.table(name) is not None:
                return True
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
        self.settle()
        return list(self._connection.execute(pragma))
