"""Reads a `Schema` from an open database by asking the engine: `sqlite_master` and the schema pragmas, never the text.

All columns, keys and index terms come in one query each, so that a schema of thousands of tables is read in linear time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.schema.model import (
    Column,
    ForeignKey,
    Index,
    IndexTerm,
    Schema,
    Table,
    Trigger,
    Unique,
    View,
    VirtualTable,
)
from nhimbe_migrations.d1.sql.names import folded

if TYPE_CHECKING:
    import apsw

__all__ = ["read_one", "read_schema"]

_INTERNAL = ("sqlite_", "_cf_")
"""Names that SQLite and D1 keep for themselves."""
_TRACKING = "d1_migrations"
"""The table in which wrangler keeps which migrations ran; it is wrangler's, not the schema's."""


def read_schema(
    connection: apsw.Connection, *, tracking_table: str | None = _TRACKING, known: Schema | None = None
) -> Schema:
    """Return what `connection`'s main database defines.

    Shadow tables of virtual tables, the engine's own tables and D1's (`_cf_…`) are left out, as is `tracking_table`.
    `known` is what the database defined earlier: of what is the same in `sqlite_master` the engine is not asked again.
    """
    # Nothing here is the repository's own statement, and an authorizer is asked about every table and column.
    judge, connection.authorizer = connection.authorizer, None
    try:
        return _read(connection, tracking_table, known)
    finally:
        connection.authorizer = judge


def read_one(connection: apsw.Connection, name: str) -> Schema:
    """Return what the main database defines of one table, with its indexes and triggers: a schema of thousands is not gone through.

    A reference that names no key of its parent has none here.
    """
    judge, connection.authorizer = connection.authorizer, None
    try:
        own = "WHERE sql IS NOT NULL AND tbl_name = ? COLLATE NOCASE AND type <> 'view'"
        master = connection.execute(f"SELECT type, name, tbl_name, sql FROM sqlite_master {own}", (name,)).fetchall()
        about = "SELECT name, type, wr, strict FROM temp.pragma_table_list(?) WHERE schema = 'main'"
        facts = {row[0]: row for row in connection.execute(about, (name,))}
        return _schema_of(connection, master, facts, None, Schema())
    finally:
        connection.authorizer = judge


def _read(connection: apsw.Connection, tracking_table: str | None, known: Schema | None) -> Schema:
    master: list[tuple[Any, ...]] = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    ).fetchall()
    return _schema_of(connection, master, _table_facts(connection), tracking_table, known)


def _schema_of(
    connection: apsw.Connection,
    master: list[tuple[Any, ...]],
    facts: dict[str, tuple[Any, ...]],
    tracking_table: str | None,
    known: Schema | None,
) -> Schema:
    hidden = {name for name, kind, *_ in facts.values() if kind == "shadow"}
    own = [row for row in master if row[1] not in hidden and not _is_internal(row[1], tracking_table)]
    reader = _Reader(connection, facts, _Known(known, own) if known is not None else None)
    reader.read_tables([name for kind, name, *_ in own if kind == "table"])
    return Schema(
        tables=tuple(reader.table(name, sql) for kind, name, _, sql in own if kind == "table" and name in reader.plain),
        indexes=tuple(reader.index(name, table, sql) for kind, name, table, sql in own if kind == "index"),
        triggers=tuple(Trigger(name, table, sql) for kind, name, table, sql in own if kind == "trigger"),
        views=tuple(reader.view(name, sql) for kind, name, _, sql in own if kind == "view"),
        virtual_tables=tuple(
            reader.virtual_table(name, sql, hidden)
            for kind, name, _, sql in own
            if kind == "table" and name not in reader.plain
        ),
        internal=tuple(row[1] for row in master if row[0] == "table" and _is_internal(row[1], tracking_table)),
    )


class _Known:
    """What of an earlier reading still holds.

    Everything that the engine says of a table follows from its statement, from those of its indexes, and from the keys
    of the tables that it references: `tables` are those of which the first two stand, and `forget` drops those whose
    parent has another key now.
    """

    def __init__(self, schema: Schema, rows: Sequence[tuple[Any, ...]]) -> None:
        statements = {(kind, name): sql for kind, name, _, sql in rows}
        kinds = {"table": "table", "virtual table": "table", "view": "view"}
        was = {(kinds[kind], item.name): item.sql for kind, item in schema.objects() if kind in kinds}
        changed = {
            folded(name)
            for kind, name in was.keys() | statements.keys()
            if kind in {"table", "view"} and was.get((kind, name)) != statements.get((kind, name))
        }
        indexes = {index.name: index for index in schema.indexes}
        reindexed = {
            folded(table)
            for kind, name, table, sql in rows
            if kind == "index" and ((index := indexes.get(name)) is None or (index.table, index.sql) != (table, sql))
        }
        self.tables = {
            table.name: table
            for table in schema.tables
            if folded(table.name) not in changed and folded(table.name) not in reindexed
        }
        self._keys = {folded(table.name): table.primary_key for table in schema.tables}
        self._changed = changed
        self.indexes = {name: index for name, index in indexes.items() if index.table in self.tables}
        self.views = {} if changed else {view.name: view for view in schema.views}

    def forget(self, keys: dict[str, tuple[str, ...]]) -> list[str]:
        """Drop the tables that reference one whose primary key is another now, and return their names.

        `keys` are those of the changed tables that there are, by folded name.
        """
        moved = {name for name in self._changed if self._keys.get(name) != keys.get(name)}
        gone = [
            name for name, table in self.tables.items() if any(folded(key.table) in moved for key in table.foreign_keys)
        ]
        for name in gone:
            del self.tables[name]
        self.indexes = {name: index for name, index in self.indexes.items() if index.table in self.tables}
        return gone


def _table_facts(connection: apsw.Connection) -> dict[str, tuple[Any, ...]]:
    rows = connection.execute("SELECT name, type, wr, strict FROM temp.pragma_table_list WHERE schema = 'main'")
    return {row[0]: row for row in rows}


def _is_internal(name: str, tracking_table: str | None) -> bool:
    if tracking_table is not None and folded(name) == folded(tracking_table):
        return True
    return folded(name).startswith(_INTERNAL)


class _Reader:
    """Holds what the engine answered in bulk, and makes values from it name by name."""

    def __init__(
        self, connection: apsw.Connection, facts: dict[str, tuple[Any, ...]], known: _Known | None = None
    ) -> None:
        self._connection = connection
        self._known = known
        self._facts = facts
        self.plain: set[str] = set()
        self._columns: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._keys: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._uniques: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self._primary_keys: dict[str, tuple[str, ...]] = {}
        self._index_facts: dict[str, tuple[bool, bool]] = {}
        self._index_terms: dict[str, list[IndexTerm]] = defaultdict(list)

    def read_tables(self, names: list[str]) -> None:
        self.plain = {name for name in names if self._facts.get(name, ("", "table"))[1] != "virtual"}
        if self._known is None:
            self._read("FROM sqlite_master AS m JOIN", _OWN_TABLES, self._connection.execute)
            return
        fresh = [name for name in names if name in self.plain and name not in self._known.tables]
        self._read_named(fresh)
        keys = {name: self._primary_keys[name] for name in map(folded, fresh) if name in self._primary_keys}
        self._read_named(self._known.forget(keys))
        for table in self._known.tables.values():
            self._primary_keys[folded(table.name)] = table.primary_key

    def _read_named(self, names: list[str]) -> None:
        if names:
            execute = partial(self._connection.execute, bindings=(json.dumps(names),))
            self._read("FROM (SELECT value AS name FROM temp.json_each(?)) AS m JOIN", "WHERE true", execute)

    def _read(self, listed: str, only: str, execute: Callable[[str], Any]) -> None:
        for name, *row in execute(f"SELECT m.name, x.* {listed} temp.pragma_table_xinfo(m.name) AS x {only}"):
            self._columns[name].append(tuple(row))
        for name, *row in execute(f"SELECT m.name, k.* {listed} temp.pragma_foreign_key_list(m.name) AS k {only}"):
            self._keys[name].append(tuple(row))
        for of, index, unique, origin, partial_index in execute(
            f'SELECT m.name, l.name, l."unique", l.origin, l.partial {listed} temp.pragma_index_list(m.name) AS l {only}'
        ):
            self._index_facts[index] = (bool(unique), bool(partial_index))
            if origin == "u":
                self._uniques[of][index] = []
        for of, index, cid, column, descending, collation in execute(
            "SELECT m.name, l.name, x.cid, x.name, x.desc, x.coll "
            f"{listed} temp.pragma_index_list(m.name) AS l JOIN temp.pragma_index_xinfo(l.name) AS x {only} AND x.key = 1"
        ):
            self._index_terms[index].append(IndexTerm(_term_name(cid, column), collation, bool(descending)))
            if index in self._uniques[of]:
                self._uniques[of][index].append(column)
        for name in self._columns:
            keyed = sorted((row[5], row[1]) for row in self._columns[name] if row[5])
            self._primary_keys[folded(name)] = tuple(column for _, column in keyed)

    def table(self, name: str, sql: str) -> Table:
        if self._known is not None and name in self._known.tables:
            return self._known.tables[name]
        _, _, without_rowid, strict = self._facts[name]
        columns = tuple(self._column(name, row) for row in self._columns[name])
        first = next((column.name for column in columns if column.primary_key), None)
        return Table(
            name=name,
            columns=columns,
            sql=sql,
            foreign_keys=self._foreign_keys(name),
            # SQLite lists the newest constraint first.
            uniques=tuple(Unique(tuple(terms)) for terms in reversed(self._uniques[name].values())),
            strict=bool(strict),
            without_rowid=bool(without_rowid),
            autoincrement=first is not None and self._connection.column_metadata("main", name, first)[4],
        )

    def index(self, name: str, table: str, sql: str) -> Index:
        if self._known is not None and name in self._known.indexes:
            return self._known.indexes[name]
        unique, partial = self._index_facts.get(name, (False, False))
        return Index(name, table, tuple(self._index_terms[name]), unique, partial, sql)

    def view(self, name: str, sql: str) -> View:
        if self._known is not None and name in self._known.views:
            return self._known.views[name]
        columns, problem = self._loose_columns(name)
        return View(name, columns, sql, problem)

    def virtual_table(self, name: str, sql: str, hidden: set[str]) -> VirtualTable:
        from nhimbe_migrations.d1.sql.create_table import module_of

        columns, _ = self._loose_columns(name)
        shadows = tuple(sorted(shadow for shadow in hidden if shadow.startswith(f"{name}_")))
        return VirtualTable(name, module_of(sql), columns, sql, shadows)

    def _loose_columns(self, name: str) -> tuple[tuple[Column, ...], str | None]:
        """Columns of a view or virtual table, which may be broken: then none, and why."""
        import apsw

        try:
            rows: list[tuple[Any, ...]] = self._connection.execute(
                "SELECT * FROM temp.pragma_table_xinfo(?)", (name,)
            ).fetchall()
        except apsw.Error as error:
            return (), str(error)
        return tuple(
            Column(column, type_ or "", bool(notnull), default, key, hidden=hidden == 1)
            for _, column, type_, notnull, default, key, hidden in rows
        ), None

    def _column(self, table: str, row: tuple[Any, ...]) -> Column:
        _, name, type_, notnull, default, key, hidden = row
        collation = self._connection.column_metadata("main", table, name)[1]
        generated: dict[int, Any] = {2: "virtual", 3: "stored"}
        return Column(name, type_ or "", bool(notnull), default, key, collation, generated.get(hidden))

    def _foreign_keys(self, table: str) -> tuple[ForeignKey, ...]:
        grouped: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for row in self._keys[table]:
            grouped[row[0]].append(row)
        # SQLite numbers them from the last one written to the first.
        return tuple(self._foreign_key(sorted(grouped[at], key=_place)) for at in sorted(grouped, reverse=True))

    def _foreign_key(self, rows: list[tuple[Any, ...]]) -> ForeignKey:
        _, _, parent, _, _, on_update, on_delete, _ = rows[0]
        to = tuple(row[4] for row in rows)
        if None in to:
            to = self._primary_keys.get(folded(parent), ())
        return ForeignKey(tuple(row[3] for row in rows), parent, to, on_update, on_delete)


_OWN_TABLES = "WHERE m.type = 'table' AND m.rootpage > 0 AND m.name NOT GLOB '_cf_*'"


def _place(row: tuple[Any, ...]) -> int:
    return int(row[1])


def _term_name(cid: int, column: str | None) -> str | None:
    """The column of an index term; -1 is the rowid, -2 an expression."""
    return column if cid >= 0 else ("rowid" if cid == -1 else None)
