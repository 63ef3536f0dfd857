"""How many entries of tables and indexes one written row makes, the table's triggers included."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.queries.bench import Compiled
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.sql.create_table import body_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import unquoted

__all__ = ["by_triggers", "entries_of", "named_columns", "updated_columns"]


def entries_of(schema: Schema, table: Table, kind: str, compiled: Compiled) -> int:
    """How many entries one row of the statement puts into the table and its indexes."""
    if kind == "DELETE":
        return 1
    own = 0 if table.without_rowid and kind != "UPDATE" else 1
    rowid_key = any(column.primary_key and column.type.upper() == "INTEGER" for column in table.columns)
    keys = [table.primary_key] if table.primary_key and not (rowid_key and len(table.primary_key) == 1) else []
    keys += [unique.columns for unique in table.uniques if unique.columns != table.primary_key]
    listed = [tuple(named_columns(index, table)) for index in schema.indexes_of(table.name)]
    # Rows of a migration seldom meet the condition of a partial index as it writes them; they may, so it counts.
    if kind == "UPDATE":
        changed = {column for owner, column in updated_columns(compiled, table)}
        return own + sum(bool({folded(name) for name in columns} & changed) for columns in (*keys, *listed))
    return own + len(keys) + len(listed)


def updated_columns(compiled: Compiled, table: Table) -> Iterator[tuple[str, str]]:
    """The columns that are set, and the generated ones that are worked out from them."""
    changed = {column for owner, column in compiled.updates if owner == folded(table.name)}
    yield from ((folded(table.name), column) for column in changed)
    if any(column.generated for column in table.columns):
        body = body_of(table.sql)
        for element in body.elements if body is not None else ():
            name = folded(element.name or "")
            column = table.column(name) if name else None
            said = {folded(word.name) for word in element.words[1:]}
            if column is not None and column.generated and said & changed:
                yield folded(table.name), name


def named_columns(index: object, table: Table) -> Iterator[str]:
    """The columns that an index is over, those of its expressions and its condition included."""
    sql = folded(getattr(index, "sql", "") or "")
    for column in table.columns:
        if folded(column.name) in _words(sql):
            yield column.name


def _words(sql: str) -> set[str]:
    return {folded(unquoted(token.text)) for statement in Script.of(sql).statements for token in statement.significant}


def by_triggers(schema: Schema, table: str, kind: str) -> tuple[int, int]:
    """Rows that the triggers of a table read and write for each of its rows: one for each statement in them."""
    verb = "INSERT" if kind == "REPLACE" else kind
    asked = count = 0
    for trigger in schema.triggers_of(table):
        upper = [
            token.text.upper() for statement in Script.of(trigger.sql).statements for token in statement.significant
        ]
        begin = upper.index("BEGIN") if "BEGIN" in upper else len(upper)
        if verb not in upper[:begin]:
            continue
        for place, word in enumerate(upper[begin + 1 :]):
            if upper[begin + place] in {";", "BEGIN"}:
                count += word in {"INSERT", "UPDATE", "DELETE", "REPLACE"}
                asked += word in {"UPDATE", "DELETE"}
    return asked, count
