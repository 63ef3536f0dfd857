"""A database as the statements that make it: what is proved on is then told by its text, as a schema.sql is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import Schema, Table
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Dump", "drop_orphans", "dump"]

_ROWS = 200
"""Rows of one table that are told. Seeds are a few dozens; a table with more gets none, and is filled like any other."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A database as text."""

    sql: str
    is_all: bool
    """The text makes the very same database: no row, and nothing of the engine's, is left out or told in it."""


def dump(shadow: Shadow, schema: Schema) -> Dump:
    """Return the statements that make this database, with the few rows that its history seeded."""
    order = shadow.ask("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    own = {item.name: item.sql for _, item in schema.objects()}
    tables = {table.name: table for table in schema.tables}
    statements: list[str] = []
    seeds: list[str] = []
    triggers = {trigger.name: trigger.sql for trigger in schema.triggers}
    last: list[str] = []
    is_all = not schema.virtual_tables and not set(schema.internal) - {"sqlite_sequence"}
    for name, sql in order:
        if own.get(name) != sql and triggers.get(name) != sql:
            is_all = is_all and name == "sqlite_sequence"
            continue
        # Triggers come behind the rows, on which they have fired already.
        (last if triggers.get(name) == sql else statements).append(sql)
        if name in tables and tables[name].sql == sql:
            rows = _rows(shadow, tables[name])
            is_all = is_all and rows == []
            seeds.extend(rows or ())
    return Dump("".join(f"{statement}\n;\n" for statement in (*statements, *seeds, *last)), is_all)


def drop_orphans(shadow: Shadow) -> None:
    """Delete rows that point nowhere: in a real database their parents are there, here they would stop every rebuild."""
    import apsw

    for _ in range(_GENERATIONS):
        try:
            orphans = {(table, rowid) for table, rowid, _, _ in shadow.ask("PRAGMA foreign_key_check")}
        except apsw.Error:  # a key that matches nothing; the proof names it
            return
        if not orphans:
            return
        for table, rowid in orphans:
            where = "1" if rowid is None else "rowid = ?"
            try:
                shadow.ask(f"DELETE FROM {quoted(table)} WHERE {where}", () if rowid is None else (rowid,))
            except apsw.Error:
                return


_GENERATIONS = 20


def _rows(shadow: Shadow, table: Table) -> list[str] | None:
    """The rows as statements; None where they are not told."""
    import apsw

    columns = [column.name for column in table.columns if column.generated is None]
    listed = ", ".join(quoted(name) for name in columns)
    values = ", ".join(f"quote({quoted(table.name)}.{quoted(name)})" for name in columns)
    try:
        found: list[tuple[Any, ...]] = shadow.ask(f"SELECT {values} FROM {quoted(table.name)} LIMIT {_ROWS + 1}")
    except apsw.Error:
        return None
    if len(found) > _ROWS:
        return None
    texts = [f"INSERT INTO {quoted(table.name)} ({listed}) VALUES ({', '.join(row)})" for row in found]
    return texts if all(len(text) < _LONG for text in texts) else None


_LONG = 90_000
"""Bytes of one statement; D1 takes no more than 100,000."""
