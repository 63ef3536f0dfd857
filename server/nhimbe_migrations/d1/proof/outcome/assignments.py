"""What the statements of a migration put into columns: by UPDATE, or by copying a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nhimbe_migrations.d1.schema.definitions import table_from
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of

__all__ = ["Assignment", "assignments", "copies"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A value that a statement gives a column: by UPDATE, or by copying a table."""

    line: int
    column: str
    value: Node | None
    where: Node | None


def assignments(migration_sql: str, schema: Schema) -> dict[str, list[Assignment]]:
    """By folded column name, what the migration puts there; a renamed column counts under its last name too.

    `schema` is that before the migration: an INSERT without a list of columns means those of its table, in their order.
    """
    found: dict[str, list[Assignment]] = {}
    made: dict[str, Table] = {}
    for statement in Script.of(migration_sql).statements:
        if statement.words[:1] not in (("UPDATE",), ("INSERT",), ("REPLACE",), ("ALTER",), ("CREATE",), ("WITH",)):
            continue
        tree = statement.tree
        match kind(tree):
            case "CreateTableStmt" if tree and not tree["as_select"]:
                table = table_from(statement)
                made[folded(table.name)] = table
            case "UpdateStmt" if tree:
                for clause in items(tree, "setlist"):
                    names = [clause["column"]] if clause["column"] else map(name_of, items(clause, "columns"))
                    for name in names:
                        assignment = Assignment(statement.line, str(name), clause["value"], tree["where_clause"])
                        found.setdefault(folded(str(name)), []).append(assignment)
            case "InsertStmt" if tree and kind(tree["source"]) == "SelectStmt":
                target = made.get(folded(name_of(tree["table"]))) or schema.table(name_of(tree["table"]))
                for assignment in _copied(statement.line, tree, target):
                    found.setdefault(folded(assignment.column), []).append(assignment)
            case "AlterTableStmt" if tree and tree["op"] == "RENAME_COLUMN":
                old, new = folded(name_of(tree["old_name"])), folded(name_of(tree["new_name"]))
                found.setdefault(new, []).extend(found.pop(old, []))
            case _:
                pass
    return found


def _copied(line: int, tree: Node, target: Table | None) -> Iterator[Assignment]:
    """The expressions, plain columns aside, that an INSERT … SELECT pours into the columns of its table."""
    select = tree["source"]
    if any("STAR" in (column.get("flags") or ()) for column in items(select, "columns")):
        return
    columns = [name_of(column) for column in items(tree, "columns")] or _columns_of(target)
    for name, column in zip(columns, items(select, "columns"), strict=False):
        value = column.get("expr")
        if value is not None and kind(value) != "ColumnRef":
            yield Assignment(line, name, value, None)


def _columns_of(table: Table | None) -> list[str]:
    return [column.name for column in table.columns if not column.generated] if table else []


def copies(migration_sql: str) -> Iterator[tuple[int, str, bool]]:
    """Line, table (under its last name) and whether a join feeds it, for each INSERT … SELECT that makes a table anew.

    One that adds to the rows of a table is no copy of it: there a join may well give several rows for one.
    """
    copied: list[list[Any]] = []
    empty = set[str]()
    for statement in Script.of(migration_sql).statements:
        if statement.words[:1] not in (("INSERT",), ("ALTER",), ("CREATE",), ("DELETE",), ("REPLACE",)):
            continue
        tree = statement.tree
        match kind(tree):
            case "CreateTableStmt" if tree and not tree["as_select"]:
                empty.add(folded(str(tree["table_name"])))
            case "DeleteStmt" if tree:
                empty.add(folded(name_of(tree["table"])))
            case "InsertStmt" if (
                tree and kind(tree["source"]) == "SelectStmt" and folded(name_of(tree["table"])) in empty
            ):
                copied.append(
                    [statement.line, name_of(tree["table"]), kind(tree["source"]["from_clause"]) == "JoinClause"]
                )
            case "CreateTableStmt" if tree and kind(tree["as_select"]) == "SelectStmt":
                joined = kind(tree["as_select"]["from_clause"]) == "JoinClause"
                copied.append([statement.line, str(tree["table_name"]), joined])
            case "AlterTableStmt" if tree and tree["op"] == "RENAME_TABLE":
                for entry in copied:
                    if folded(entry[1]) == folded(name_of(tree["target"])):
                        entry[1] = name_of(tree["new_name"])
            case _:
                pass
    yield from ((line, name, joined) for line, name, joined in copied)
