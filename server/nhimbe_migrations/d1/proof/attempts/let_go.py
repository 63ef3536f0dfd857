"""Rows that hold back what a DELETE chooses: with these pointing elsewhere it shows what else it does.

That children hold every row is no accident of the rows, and stays a refusal; that they hold the few which a WHERE
chooses depends on the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.proof.snapshot import Snapshot, count_rows, open_image
from nhimbe_migrations.d1.rows.fill import ENOUGH
from nhimbe_migrations.d1.rows.references import settle_references
from nhimbe_migrations.d1.rows.table_plan import row_key
from nhimbe_migrations.d1.rows.whole_table import takes_whole_table
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.syntax_tree import kind, name_of
from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import ForeignKey, Schema, Table
    from nhimbe_migrations.d1.shadow.shadow import EngineError, Shadow

__all__ = ["let_go"]

_ROUNDS = 8
_Key = tuple[Any, ...]


def let_go(image: Snapshot, migration_sql: str, error: EngineError) -> Snapshot | None:
    """Return `image` with no row that holds what the failing DELETE takes; None where that is no DELETE … WHERE.

    None as well where tables would be left without the rows that every database has.
    """
    import apsw

    statement = _failing_delete(migration_sql, error)
    table = image.schema.table(str(name_of((statement.tree or {}).get("table")))) if statement is not None else None
    if statement is None or (table is not None and takes_whole_table(statement, table)):
        return None
    shadow, other = open_image(image, LATEST), open_image(image, LATEST)
    try:
        with suppress(apsw.Error), shadow.references_off(), other.references_off():
            before = migration_sql[: statement.span.start]
            if Script.of(before).statements and shadow.apply(before) is not None:
                return None
            going = _going(shadow, image.schema, statement)
            other.ask("BEGIN")
            held = [
                folded(table.name)
                for table, key in _holders(image.schema, going)
                if _point_elsewhere(shadow, other, image.schema, table, key, going)
            ]
            settle_references(other, image.schema, held)
            other.ask("COMMIT")
            rows = count_rows(other, image.schema)
            if held and all(rows[name] >= min(ENOUGH, count) for name, count in image.rows.items() if name in rows):
                return replace(image, data=other.image(), rows=rows)
        return None
    finally:
        shadow.close()
        other.close()


def _failing_delete(migration_sql: str, error: EngineError) -> Statement | None:
    """The DELETE … WHERE that fails; where the fault shows only at the end, the only one there is."""
    deletes = [item for item in Script.of(migration_sql).statements if kind(item.tree) == "DeleteStmt"]
    if error.statement is not None:
        deletes = [
            item for item in deletes if item.text == error.statement and (error.line is None or item.line == error.line)
        ][:1]
    chosen = [item for item in deletes if item.tree and item.tree["where_clause"]]
    return chosen[0] if len(chosen) == len(deletes) == 1 else None


def _going(shadow: Shadow, schema: Schema, statement: Statement) -> dict[str, set[_Key]]:
    """The keys of the rows that go, by folded table: those that the DELETE takes, and what ON DELETE CASCADE takes along."""
    before = {folded(table.name): _keys(shadow, table) for table in schema.tables}
    with shadow.savepoint():
        shadow.ask(statement.text)
        going = {
            folded(table.name): gone
            for table in schema.tables
            if (gone := before[folded(table.name)] - _keys(shadow, table))
        }
    for _ in range(_ROUNDS):
        added = False
        for table, key in _references(schema, going):
            if key.on_delete == "CASCADE":
                mine = going.setdefault(folded(table.name), set())
                new = _pointing(shadow, schema, table, key, going) - mine
                mine |= new
                added = added or bool(new)
        if not added:
            break
    return going


def _references(schema: Schema, going: dict[str, set[_Key]]) -> list[tuple[Table, ForeignKey]]:
    return [(table, key) for table in schema.tables for key in table.foreign_keys if going.get(folded(key.table))]


def _holders(schema: Schema, going: dict[str, set[_Key]]) -> Iterator[tuple[Table, ForeignKey]]:
    yield from ((table, key) for table, key in _references(schema, going) if not key.acts_on_delete)


def _keys(shadow: Shadow, table: Table) -> set[_Key]:
    import apsw

    try:
        return set(shadow.ask(f"SELECT {row_key(table)[0]} FROM {quoted(table.name)}"))
    except apsw.Error:  # the migration has dropped it
        return set()


def _pointing(shadow: Shadow, schema: Schema, table: Table, key: ForeignKey, going: dict[str, set[_Key]]) -> set[_Key]:
    """The keys of the rows of `table` that point, by `key`, at one that goes."""
    import apsw

    parent = schema.table(key.table)
    if parent is None or len(key.to) != len(key.columns):
        return set()
    mine, theirs = row_key(table)[0].split(", "), row_key(parent)[0].split(", ")
    same = " AND ".join(f"c.{quoted(c)} = p.{quoted(t)}" for c, t in zip(key.columns, key.to, strict=True))
    listed = ", ".join((*(f"c.{name}" for name in mine), *(f"p.{name}" for name in theirs)))
    try:
        rows = shadow.ask(f"SELECT {listed} FROM {quoted(table.name)} c JOIN {quoted(parent.name)} p ON {same}")
    except apsw.Error:
        return set()
    return {row[: len(mine)] for row in rows if row[len(mine) :] in going[folded(parent.name)]}


def _point_elsewhere(  # noqa: PLR0917 two databases, one reference
    shadow: Shadow, other: Shadow, schema: Schema, table: Table, key: ForeignKey, going: dict[str, set[_Key]]
) -> bool:
    """Let each row that holds one that goes point at one that stays, or at none; else take it away. Whether there were any."""
    import apsw

    parent, (_, where) = schema.table(key.table), row_key(table)
    holding = _pointing(shadow, schema, table, key, going)
    if key.on_delete != "RESTRICT":  # which does not wait for the end of the statement
        holding -= going.get(folded(table.name), set())
    if parent is None or not holding:
        return False
    keys, staying = row_key(parent)[0], list[_Key]()
    width = len(keys.split(", "))
    for row in other.ask(f"SELECT {keys}, {', '.join(map(quoted, key.to))} FROM {quoted(parent.name)}"):
        if row[:width] not in going[folded(parent.name)] and None not in row[width:]:
            staying.append(row[width:])
    setting = ", ".join(f"{quoted(name)} = ?" for name in key.columns)
    for number, row in enumerate(sorted(holding, key=repr)):
        for values in (*staying[number % max(1, len(staying)) :], *staying, (None,) * len(key.columns)):
            try:
                other.ask(f"UPDATE {quoted(table.name)} SET {setting} WHERE {where}", (*values, *row))
                break
            except apsw.Error:  # a UNIQUE, a NOT NULL, or a trigger that says no
                continue
        else:
            other.ask(f"DELETE FROM {quoted(table.name)} WHERE {where}", row)
    return True
