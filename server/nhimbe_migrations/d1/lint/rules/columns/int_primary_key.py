"""Only INTEGER PRIMARY KEY numbers rows."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.datatypes import is_known
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.schema.definitions import table_from
from nhimbe_migrations.d1.schema.model import Column, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="int-primary-key",
    severity="error",
    summary="An INT, BIGINT or similar primary key, which numbers nothing",
    why=(
        "Only the exact words INTEGER PRIMARY KEY make a column the row's number. With INT the id of a "
        "row inserted without one is NULL, and any number of rows may have NULL."
    ),
    help="Write `INTEGER PRIMARY KEY`, or the convention's `id TEXT PRIMARY KEY`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at single-column keys of an integer type other than INTEGER that may be NULL."""
    for statement in reading.of_kind("CreateTableStmt"):
        if statement.tree is None:
            continue
        table = table_from(statement.statement)
        if len(table.primary_key) != 1 or table.strict or table.without_rowid:
            continue
        column = table.column(table.primary_key[0])
        if (
            column
            and _counts_in_vain(column.type)
            and not column.notnull
            and column.default is None
            and not _refers(table, column)
        ):
            message = f"{table.name}.{column.name} is {column.type} PRIMARY KEY: rows without an id get NULL."
            yield RULE.finding(message, line=statement.line_of(column.name))
        elif (
            column
            and column.type.upper() == "INTEGER"
            and _descends(statement.tree, column.name)
            and not column.notnull
        ):
            message = f"{table.name}.{column.name} is INTEGER PRIMARY KEY DESC, which numbers no rows either."
            yield RULE.finding(message, help="Take DESC out.", line=statement.line_of(column.name))


def _counts_in_vain(type_name: str) -> bool:
    """Whether the type has INTEGER affinity (sqlite.org/datatype3.html: it holds INT) and is not INTEGER."""
    return "INT" in type_name.upper() and type_name.upper() != "INTEGER" and is_known(type_name)


def _refers(table: Table, column: Column) -> bool:
    return any(folded(column.name) in map(folded, reference.columns) for reference in table.foreign_keys)


def _descends(tree: Node, name: str) -> bool:
    """Whether the column's own PRIMARY KEY says DESC: a quirk that SQLite keeps (sqlite.org/lang_createtable.html)."""
    for definition in items(tree, "columns"):
        if folded(name_of(definition["column_name"])) == folded(name):
            keys = (item for item in items(definition, "constraints") if item.get("kind") == "PRIMARY_KEY")
            return any(key["sort_order"] == "DESC" for key in keys)
    return False
