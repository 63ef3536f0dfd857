"""Columns that an INSERT leaves out though the rows held values there: a copy that forgets one, a REPLACE that names a few."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.proof.outcome.assignments import assignments
from nhimbe_migrations.d1.proof.outcome.both_ends import BothEnds
from nhimbe_migrations.d1.proof.result import VALUES_LOST
from nhimbe_migrations.d1.schema.model import Column, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of, sources
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["left_out"]

_CONSTANT = re.compile(r"'(?:[^']|'')*'|[-+]?\d+(?:\.\d+)?")


@dataclass(slots=True)
class _Insert:
    """An INSERT that names its columns, and copies or replaces rows."""

    table: str
    """Under its last name."""
    statement: Statement
    named: set[str]
    """The columns that it fills, folded."""
    sources: set[str]
    """The tables that it reads, folded."""


def left_out(ends: BothEnds, migration_sql: str) -> Iterator[Finding]:
    """Yield an error for every column that has its default afterwards where a row held a value, since an INSERT left it out."""
    assigned = assignments(migration_sql, ends.was)
    for insert in _inserts(migration_sql):
        table, current = ends.was.table(insert.table), ends.now.table(insert.table)
        if table is None or current is None:
            continue
        for column in table.columns:
            now = current.column(column.name)
            if now is None or now.generated or column.generated or folded(column.name) in {*insert.named, *assigned}:
                continue
            where = _where(ends, current, now, insert, migration_sql)
            if where is not None:
                yield VALUES_LOST.finding(
                    f"{table.name}.{column.name} is left out, so it is {_default(now) or 'NULL'} {where}.",
                    line=insert.statement.line,
                    help=f"Name {column.name} in the INSERT, or drop the column in a statement that says so.",
                )


def _inserts(migration_sql: str) -> Iterator[_Insert]:
    found: list[_Insert] = []
    for statement in Script.of(migration_sql).statements:
        if statement.words[:1] not in (("INSERT",), ("REPLACE",), ("ALTER",), ("WITH",)):
            continue
        tree = statement.tree
        match kind(tree):
            case "InsertStmt" if tree:
                named = {folded(name_of(column)) for column in items(tree, "columns")}
                copies = kind(tree["source"]) != "ValuesClause"
                if named and (copies or tree["conflict_action"] == "REPLACE"):
                    read = {folded(name) for name in sources(tree["source"])} if copies else set[str]()
                    found.append(_Insert(name_of(tree["table"]), statement, named, read))
            case "AlterTableStmt" if tree and tree["op"] == "RENAME_TABLE":
                for insert in found:
                    if folded(insert.table) == folded(name_of(tree["target"])):
                        insert.table = name_of(tree["new_name"])
            case _:
                pass
    yield from found


def _parents(table: Table, column: str) -> list[str]:
    """The tables that it refers to: what the going of their rows empties is told by another rule."""
    return [key.table for key in table.foreign_keys if folded(column) in map(folded, key.columns)]


def _where(ends: BothEnds, current: Table, column: Column, insert: _Insert, migration_sql: str) -> str | None:
    """In which rows a value went; None where none did."""
    table = ends.was.table(insert.table) or current
    rebuilt = folded(table.name) in insert.sources and not _is_named_elsewhere(column.name, insert, migration_sql)
    if not rebuilt and any(
        insert.sources or folded(parent) == folded(table.name) for parent in _parents(current, column.name)
    ):
        return None
    gone = [
        (key, value)
        for key, value in _gone(ends, table, current, column)
        if not _is_default(value, column)
        and (rebuilt or not ends.stands_elsewhere(table.name, column.name, value, key))
    ]
    if gone:
        return f"in {'1 row' if len(gone) == 1 else f'{len(gone)} rows'} of the proof that held a value"
    # Where the rows of the proof held nothing but the default, the text alone tells.
    held = _read(ends.before, table.name, (), column.name)
    return "in every row" if rebuilt and all(_is_default(value, column) for _, value in held) else None


def _is_named_elsewhere(column: str, insert: _Insert, migration_sql: str) -> bool:
    """Whether another statement moves, or sets, what stands there."""
    return any(
        folded(name_of(node)) == folded(column)
        for statement in Script.of(migration_sql).statements
        if statement is not insert.statement and statement.tree
        for node in columns_named(_what_moves(statement.tree))
    )


def _what_moves(tree: Node) -> Node | None:
    """What of a statement carries values: of CREATE TABLE its SELECT, and no constraint."""
    match kind(tree):
        case "InsertStmt" | "UpdateStmt" | "SelectStmt":
            return tree
        case "CreateTableStmt":
            select: Node | None = tree["as_select"]
            return select
        case _:
            return None


def _gone(ends: BothEnds, table: Table, current: Table, column: Column) -> list[tuple[tuple[str, ...], Any]]:
    """Key and value of each row whose value there is the default now; by the column as a whole where rows have no key."""
    key = table.primary_key if table.primary_key == current.primary_key else ()
    if folded(column.name) in map(folded, key):
        return []
    before, after = _read(ends.before, table.name, key, column.name), _read(ends.after, current.name, key, column.name)
    if key:
        now = dict(after)
        return [
            (row, value) for row, value in before if value is not None and row in now and _is_default(now[row], column)
        ]
    emptied = bool(after) and all(_is_default(value, column) for _, value in after)
    return [(row, value) for row, value in before if value is not None] if emptied else []


def _read(shadow: Shadow, table: str, key: tuple[str, ...], column: str) -> list[tuple[tuple[str, ...], Any]]:
    listed = ", ".join(quoted(name) for name in (*key, column))
    return [(tuple(map(str, row[:-1])), row[-1]) for row in shadow.ask(f"SELECT {listed} FROM {quoted(table)}")]


def _is_default(value: Any, column: Column) -> bool:  # noqa: ANN401 any SQL value
    return value is None or str(value) == _default(column)


def _default(column: Column) -> str | None:
    """The constant that a column gets; None where it gets NULL, or what an expression makes."""
    text = column.default
    if text is None or not _CONSTANT.fullmatch(text):
        return None
    return text[1:-1].replace("''", "'") if text[:1] == "'" else text
