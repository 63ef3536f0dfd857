"""A database as the statements that make it: what is proved on is then told by its text, as a schema.sql is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import Schema, Table
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["drop_orphans", "dump"]

_ROWS = 200
"""Rows of one table that are told. Seeds are a few dozens; a table with more gets none, and is filled like any other."""


def dump(shadow: Shadow, schema: Schema) -> str:
    """Return the statements that make this database, with the few rows that its history seeded."""
    order = shadow.ask("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    own = {item.name: item.sql for _, item in schema.objects()}
    tables = {table.name: table for table in schema.tables}
    statements: list[str] = []
    seeds: list[str] = []
    triggers = {trigger.name: trigger.sql for trigger in schema.triggers}
    last: list[str] = []
    for name, sql in order:
        if own.get(name) != sql and triggers.get(name) != sql:
            continue
        # Triggers come behind the rows, on which they have fired already.
        (last if triggers.get(name) == sql else statements).append(sql)
        if name in tables and tables[name].sql == sql:
            seeds.extend(_rows(shadow, tables[name]))
    return "".join(f"{statement}\n;\n" for statement in (*statements, *seeds, *last))


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


def _rows(shadow: Shadow, table: Table) -> list[str]:
    import apsw

    columns = [column.name for column in table.columns if column.generated is None]
    listed = ", ".join(quoted(name) for name in columns)
    values = ", ".join(f"quote({quoted(table.name)}.{quoted(name)})" for name in columns)
    try:
        found: list[tuple[Any, ...]] = shadow.ask(f"SELECT {values} FROM {quoted(table.name)} LIMIT {_ROWS + 1}")
    except apsw.Error:
        return []
    if len(found) > _ROWS:
        return []
    texts = [f"INSERT INTO {quoted(table.name)} ({listed}) VALUES ({', '.join(row)})" for row in found]
    return texts if all(len(text) < _LONG for text in texts) else []


_LONG = 90_000
"""Bytes of one statement; D1 takes no more than 100,000."""
